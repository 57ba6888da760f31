/** Where the selection stands in a list of any length, and which rows of it are on the screen. */

export interface ListState {
  /** The selected entry. */
  index: number;
  /** The entry in the first row. */
  first: number;
}

export interface ListBounds {
  count: number;
  /** Rows on the screen. */
  rows: number;
}

export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last' | { at: number };

export const listStart: ListState = { index: 0, first: 0 };
/** The last entry, however many there are. */
export const listEnd: ListState = { index: Number.MAX_SAFE_INTEGER, first: 0 };

export function moveInList(state: ListState, move: ListMove, bounds: ListBounds): ListState {
  return keepInView({ ...state, index: targetOf(state.index, move, bounds) }, bounds);
}

function targetOf(index: number, move: ListMove, { count, rows }: ListBounds): number {
  const page = Math.max(1, rows - 1);
  if (typeof move === 'object') return move.at;
  const targets = {
    up: index - 1,
    down: index + 1,
    'page-up': index - page,
    'page-down': index + page,
    first: 0,
    last: count - 1,
  };
  return targets[move];
}

/** The nearest state that the list and the window allow: entries go away, windows shrink. */
export function keepInView({ index, first }: ListState, { count, rows }: ListBounds): ListState {
  const at = Math.max(0, Math.min(index, count - 1));
  const lastFirst = Math.max(0, count - rows);
  const top = Math.min(Math.max(first, at - rows + 1), at, lastFirst);
  return { index: at, first: Math.max(0, top) };
}
