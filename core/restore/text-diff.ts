/** What changed between two texts, line by line. */

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  /** Line numbers from 1; null where that side does not have the line. */
  before: number | null;
  after: number | null;
}

/** Table cells of the longest common subsequence: 16 MB. Beyond it the differing middle counts as replaced. */
const mostCells = 4_000_000;

/**
 * The lines that differ, each with `context` equal lines around; between two of these hunks the line numbers jump.
 * Empty where both texts have the same lines.
 */
export function diffLines(before: string, after: string, context = 3): DiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;

  const same = (at: number, shift: number): DiffLine => ({
    kind: 'same',
    text: old[at] ?? '',
    before: at + 1,
    after: at + shift + 1,
  });
  const lines = [
    ...old.slice(0, start).map((_, at) => same(at, 0)),
    ...diffMiddle(old.slice(start, old.length - end), now.slice(start, now.length - end), start),
    ...old.slice(old.length - end).map((_, at) => same(old.length - end + at, now.length - old.length)),
  ];
  return aroundChanges(lines, context);
}

/** A final newline ends the last line; it does not begin another. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

/** Between a common beginning and a common end, by the longest common subsequence. */
function diffMiddle(old: string[], now: string[], offset: number): DiffLine[] {
  const lines: DiffLine[] = [];
  const removed = (at: number) =>
    lines.push({ kind: 'removed', text: old[at] ?? '', before: offset + at + 1, after: null });
  const added = (at: number) =>
    lines.push({ kind: 'added', text: now[at] ?? '', before: null, after: offset + at + 1 });
  let left = 0;
  let right = 0;
  const common = commonLengths(old, now);
  while (common && left < old.length && right < now.length) {
    if (old[left] === now[right]) {
      lines.push({
        kind: 'same',
        text: old[left] ?? '',
        before: offset + left + 1,
        after: offset + right + 1,
      });
      left += 1;
      right += 1;
    } else if (common(left + 1, right) >= common(left, right + 1)) removed(left++);
    else added(right++);
  }
  while (left < old.length) removed(left++);
  while (right < now.length) added(right++);
  return lines;
}

/** How long the common subsequence of old from i and now from j is; null where the table would be too big. */
function commonLengths(old: string[], now: string[]): ((i: number, j: number) => number) | null {
  const width = now.length + 1;
  if ((old.length + 1) * width > mostCells) return null;
  const table = new Uint32Array((old.length + 1) * width);
  const cell = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        old[i] === now[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
  return cell;
}

function aroundChanges(lines: DiffLine[], context: number): DiffLine[] {
  const isNear = new Uint8Array(lines.length);
  for (const [at, { kind }] of lines.entries())
    if (kind !== 'same') isNear.fill(1, Math.max(0, at - context), at + context + 1);
  return lines.filter((_, at) => isNear[at] === 1);
}
