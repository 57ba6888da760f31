import type { RestorePlan } from '../../core/restore/types.ts';
import { partName } from '../part-name.ts';
import { restoreResultText as words } from './result-text.ts';

/** The parts that are not restored, those with the same reason in one sentence. */
export function leftOutSentences(leftOut: RestorePlan['leftOut']): string[] {
  return [...Map.groupBy(leftOut, ({ reason }) => reason)].map(([reason, parts]) =>
    words.notRestored(parts.map(({ path }) => partName(path)).join(', '), reason),
  );
}
