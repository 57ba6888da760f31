import { Line } from '../components/line.tsx';
import { Rows } from '../components/rows.tsx';
import { useList } from '../components/use-list.ts';
import type { Content } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';
import { restoreText } from './text.ts';

export interface PagedControl {
  lines: readonly Content[];
  /** Lines below those that are to be seen; null where all fit. */
  below: number | null;
  bindings: Binding[];
}

/** Lines above a choice: pages move them, because the arrows choose. `room` are the rows that they may take. */
export function usePaged(lines: readonly Content[], room: number, name: string): PagedControl {
  const fits = lines.length <= room;
  const height = fits ? room : Math.max(1, room - 1);
  // What moves is the first row on the screen.
  const first = useList({ count: Math.max(1, lines.length - height + 1), rows: 1, name });
  const move = (by: number) => () => first.move({ at: first.index + by * Math.max(1, height - 1) });
  return {
    lines: lines.slice(first.index, first.index + height),
    below: fits ? null : lines.length - first.index - height,
    bindings: fits
      ? []
      : [
          { keys: ['pagedown'], label: text.keys.pageDown, group: 'move', run: move(1) },
          { keys: ['pageup'], label: text.keys.pageUp, group: 'move', run: move(-1) },
        ],
  };
}

export function Paged({ paged: { lines, below } }: { paged: PagedControl }) {
  return (
    <>
      <Rows rows={lines} />
      {below !== null && (
        <Line right={{ text: below > 0 ? restoreText.review.below(below) : ' ', role: 'muted' }} />
      )}
    </>
  );
}
