import { useState } from 'react';
import { Frame, innerWidth } from '../components/frame.tsx';
import { keepInView, moveInList } from '../components/list-state.ts';
import type { Content } from '../draw/spans.ts';
import { pad, wrap } from '../draw/text.ts';
import { text } from '../text.ts';
import { type Binding, backKeys, keyLabel } from './binding.ts';
import { Footer } from './footer.tsx';
import type { Layer } from './layers.ts';
import { useLook } from './look.ts';
import { MessageLine } from './message-line.tsx';
import { useLayer } from './use-layer.tsx';

interface HelpProps {
  screen: string;
  /** Those that were asked for keys when the help was opened, the topmost first. */
  layers: readonly Layer[];
  onClose: () => void;
}

/** Every key that does something here, drawn from the bindings themselves; what is off says why. */
export function Help({ screen, layers, onClose }: HelpProps) {
  const { layout } = useLook();
  const [first, setFirst] = useState(0);
  const lines = reachable(layers).flatMap((binding) => describe(binding, innerWidth(layout.width)));
  const bounds = { count: lines.length, rows: Math.max(1, layout.bodyRows + layout.hintRows - 2) };
  // The first line shown is what moves here: there is nothing to select.
  const top = Math.min(first, Math.max(0, bounds.count - bounds.rows));
  const scroll = (move: 'up' | 'down' | 'page-up' | 'page-down') =>
    setFirst((at) => {
      const { index } = moveInList(keepInView({ index: at, first: at }, bounds), move, bounds);
      return Math.min(index, Math.max(0, bounds.count - bounds.rows));
    });
  const bindings: Binding[] = [
    { keys: [...backKeys, '?', 'enter'], label: text.keys.close, run: onClose },
    { keys: ['down', 'j'], label: text.keys.down, run: () => scroll('down') },
    { keys: ['up', 'k'], label: text.keys.up, run: () => scroll('up') },
    { keys: ['pagedown', 'space'], label: text.keys.pageDown, group: 'move', run: () => scroll('page-down') },
    { keys: ['pageup'], label: text.keys.pageUp, group: 'move', run: () => scroll('page-up') },
  ];
  useLayer({ bindings, isModal: true });
  return (
    <>
      <Frame title={text.keys.title(screen)} lines={lines.slice(top, top + bounds.rows)} />
      <MessageLine />
      <Footer bindings={bindings} />
    </>
  );
}

/** What the layers do with the keys that none above them takes. */
function reachable(layers: readonly Layer[]): Binding[] {
  const taken = new Set<string>();
  return layers.flatMap(({ bindings }) => {
    const left = bindings.map((binding) => ({
      ...binding,
      keys: binding.keys.filter((key) => !taken.has(key)),
    }));
    for (const { keys } of bindings) for (const key of keys) taken.add(key);
    return left.filter(({ keys }) => keys.length > 0);
  });
}

const nameWidth = 21;

/** As many rows as it takes: what a key does is read to its end. */
function describe({ keys, label, help = '', whenOff }: Binding, width: number): Content[] {
  const off = whenOff ? ` (${text.keys.offMark}: ${whenOff})` : help === '' ? '' : `  ${help}`;
  const names = {
    text: pad(keys.map(keyLabel).join(' '), nameWidth),
    role: whenOff ? 'muted' : 'accent',
  } as const;
  return wrap(`${label}${off}`, width - nameWidth).map((row, index) => [
    index === 0 ? names : ' '.repeat(nameWidth),
    { text: row, role: whenOff ? 'muted' : 'plain' },
  ]);
}
