import type { Job } from '../../core/jobs/types.ts';
import { backupResult, isKeyUnsaved } from './results/backup-result.ts';
import { restoreResult, undoResult } from './results/restore-result.ts';
import { type EndedJob, plainResult, type Result, resultWithout } from './results/result.ts';

/** What came of a job, in sentences to be read aloud. */
export async function endWords(job: Job, home: string): Promise<string[]> {
  const { sentence, lines } = await resultOf(job, home);
  return [sentence, ...lines.map((line) => ('text' in line ? line.text : `${line.name}: ${line.value}`))];
}

async function resultOf(job: Job, home: string): Promise<Result> {
  const without = resultWithout(job);
  if (without) return without;
  const ended = job as EndedJob;
  const { kind } = job.record.work;
  if (kind === 'backup') return backupResult(ended, await isKeyUnsaved(ended, home));
  if (kind === 'restore') return restoreResult(ended);
  return kind === 'undo' ? undoResult(ended) : plainResult(ended);
}
