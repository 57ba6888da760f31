/** What a pattern leaves out, before it is asked whether it shall. */
import { formatBytes } from '../../core/format.ts';
import type { NamedWeight } from '../../core/prepare/weigh.ts';
import { prepareText as words } from './text.ts';

const mostHits = 4;

export function hitLines(hits: readonly NamedWeight[]): string[] {
  const total = (of: (hit: NamedWeight) => number) => hits.reduce((sum, hit) => sum + of(hit), 0);
  if (hits.length === 0) return [words.pattern.none];
  const more = hits.length - mostHits;
  return [
    words.pattern.hits(
      total(({ files }) => files),
      formatBytes(total(({ bytes }) => bytes)),
    ),
    ...hits.slice(0, mostHits).map(({ path, bytes }) => `  ${path}, ${formatBytes(bytes)}`),
    ...(more > 0 ? [words.pattern.more(more)] : []),
  ];
}
