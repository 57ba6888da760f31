/** Where a backup was copied to. */
import type { JobResults, JobWork } from '../../../core/jobs/types.ts';
import { copyText } from '../text.ts';
import type { EndedJob, Result } from './result.ts';

export function copyResult({ record, end }: EndedJob): Result {
  const { location, path } = end.result as JobResults['copy'];
  const { from } = record.work as Extract<JobWork, { kind: 'copy' }>;
  return {
    sign: 'ok',
    sentence: copyText.done(location),
    lines: [
      { name: copyText.from, value: from.path },
      { name: copyText.to, value: path },
    ],
  };
}
