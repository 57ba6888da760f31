/** Where things stand, for a size of the window. Pure, so that every size can be tested without a terminal. */

/** wide: list and detail side by side; normal: detail below; compact: no second column; tiny: one sentence. */
export type Tier = 'wide' | 'normal' | 'compact' | 'tiny';

export interface Layout {
  tier: Tier;
  columns: number;
  rows: number;
  /** Left and right a column stays free, so nothing ever stands in the last cell: terminals that wrap at once scroll. */
  width: number;
  /** Rows between the rule and the hints. */
  bodyRows: number;
  /** 2 or, in low windows, 0. */
  hintRows: number;
}

export const smallest = { columns: 40, rows: 12 };

/** Title, rule, message and keys. */
const frameRows = 4;

export function layoutFor(columns: number, rows: number): Layout {
  const hintRows = rows < 18 ? 0 : 2;
  return {
    tier: tierOf(columns, rows),
    columns,
    rows,
    width: Math.max(1, columns - 2),
    bodyRows: Math.max(1, rows - frameRows - hintRows),
    hintRows,
  };
}

function tierOf(columns: number, rows: number): Tier {
  if (columns < smallest.columns || rows < smallest.rows) return 'tiny';
  if (columns < 60) return 'compact';
  return columns < 100 ? 'normal' : 'wide';
}
