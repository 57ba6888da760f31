import type { Job, JobKind } from '../../core/jobs/types.ts';
import { backupResult, isKeyUnsaved } from './results/backup-result.ts';
import { copyResult } from './results/copy-result.ts';
import { restoreResult, undoResult } from './results/restore-result.ts';
import { type EndedJob, type Result, resultWithout } from './results/result.ts';
import { verifyResult } from './results/verify-result.ts';

/** What came of a job, in sentences to be read aloud. */
export async function endWords(job: Job, home: string): Promise<string[]> {
  const { sentence, lines } = await resultOf(job, home);
  return [sentence, ...lines.map((line) => ('text' in line ? line.text : `${line.name}: ${line.value}`))];
}

const others: Readonly<Record<Exclude<JobKind, 'backup'>, (job: EndedJob) => Result>> = {
  verify: verifyResult,
  copy: copyResult,
  restore: restoreResult,
  undo: undoResult,
};

async function resultOf(job: Job, home: string): Promise<Result> {
  const without = resultWithout(job);
  if (without) return without;
  const ended = job as EndedJob;
  const { kind } = job.record.work;
  if (kind === 'backup') return backupResult(ended, await isKeyUnsaved(ended, home));
  return others[kind](ended);
}
