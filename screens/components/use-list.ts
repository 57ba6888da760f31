import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';
import {
  keepInView,
  type ListBounds,
  type ListMove,
  type ListState,
  listEnd,
  listStart,
  moveInList,
} from './list-state.ts';

export interface ListControl extends ListState, ListBounds {
  move: (move: ListMove) => void;
  /** For the screen's own list of bindings. */
  bindings: Binding[];
}

/** The rows that a list takes on the screen: one of them tells the position where not all fit. */
function entryRows(count: number, rows: number): number {
  return count > rows ? Math.max(1, rows - 1) : Math.max(1, rows);
}

interface ListOptions {
  count: number;
  /** Those that the list may take. */
  rows: number;
  /** Where a screen has several. */
  name?: string;
  /** The last entry is selected at first: where what is above it is set already. */
  startsAtEnd?: boolean;
}

/** A list's selection. */
export function useList({ count, rows, name = 'list', startsAtEnd = false }: ListOptions): ListControl {
  const bounds = { count, rows: entryRows(count, rows) };
  const [state, step] = useKept(name, reduce, startsAtEnd ? listEnd : listStart);
  const move = (to: ListMove) => step({ move: to, bounds });
  return { ...keepInView(state, bounds), ...bounds, move, bindings: moves(move) };
}

function reduce(state: ListState, { move, bounds }: { move: ListMove; bounds: ListBounds }): ListState {
  return moveInList(keepInView(state, bounds), move, bounds);
}

function moves(move: (to: ListMove) => void): Binding[] {
  const { keys } = text;
  const bind = (to: ListMove, label: string, ...names: string[]): Binding => ({
    keys: names,
    label,
    group: 'move',
    run: () => move(to),
  });
  return [
    bind('up', keys.up, 'up', 'k'),
    bind('down', keys.down, 'down', 'j'),
    bind('page-up', keys.pageUp, 'pageup'),
    bind('page-down', keys.pageDown, 'pagedown'),
    bind('first', keys.first, 'home', 'g'),
    bind('last', keys.last, 'end', 'G'),
  ];
}
