import { Box } from 'ink';
import type { Content } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';
import { List } from './list.tsx';
import { type ListControl, useList } from './use-list.ts';

export interface MenuItem {
  label: Content;
  run: () => void;
}

export interface MenuControl {
  items: readonly MenuItem[];
  isNumbered: boolean;
  list: ListControl;
  bindings: Binding[];
}

interface MenuOptions {
  rows?: number;
  /** Digits choose as well, and stand before the items. */
  isNumbered?: boolean;
  name?: string;
}

/** A few choices, one a row. The first is the default: put the harmless one there. */
export function useMenu(items: readonly MenuItem[], options: MenuOptions = {}): MenuControl {
  const { rows = items.length, isNumbered = false, name = 'menu' } = options;
  const list = useList({ count: items.length, rows, name });
  const choose: Binding = { keys: ['enter'], label: text.dialog.choose, run: () => items[list.index]?.run() };
  const digits: Binding[] = items.slice(0, 9).map((item, index) => ({
    keys: [String(index + 1)],
    label: labelText(item.label),
    group: 'move',
    run: item.run,
  }));
  return { items, isNumbered, list, bindings: [choose, ...(isNumbered ? digits : []), ...list.bindings] };
}

function labelText(label: Content): string {
  const pieces = Array.isArray(label) ? label : [label];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

export function Menu({ menu }: { menu: MenuControl }) {
  const { items, isNumbered, list } = menu;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <List
        list={list}
        cells={(index) => [
          ...(isNumbered ? [{ content: String(index + 1), width: 1 }] : []),
          { content: items[index]?.label ?? '', width: 'grow' as const },
        ]}
      />
    </Box>
  );
}
