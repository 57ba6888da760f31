/** What came of a job, as data: drawn by its page, said line by line without a screen. */
import type { Job, JobEnd } from '../../../core/jobs/types.ts';
import { lostWords } from '../../../core/jobs/words.ts';
import type { Sign } from '../../components/sign.ts';
import { jobText } from '../text.ts';

/** A job that came to an end of its own. */
export type EndedJob = Job & { end: JobEnd };

/** A sentence with its sign, or a fact with its name. */
export type ResultLine = { sign: Sign; text: string } | { name: string; value: string };

export interface Result {
  sign: Sign;
  /** What came of it, in one sentence. */
  sentence: string;
  /** The most important first: in a low window the last ones are left to the log. */
  lines: readonly ResultLine[];
  /** Sentences for the log alone. */
  details?: readonly string[];
}

/** Of a job that brought nothing: failed, stopped or lost. Null where there is a result. */
export function resultWithout(job: Job): Result | null {
  const { end } = job;
  const { kind } = job.record.work;
  if (end === null) return { sign: 'danger', sentence: lostWords(job), lines: [] };
  if (end.state === 'cancelled')
    return { sign: 'attention', sentence: jobText.stopped(kind), lines: safeLines(end.error) };
  if (end.state === 'failed') {
    const sentence = end.error?.message ?? jobText.failed(kind);
    return { sign: 'danger', sentence, lines: failureLines(end.error) };
  }
  return null;
}

function safeLines(error: JobEnd['error']): ResultLine[] {
  return error && error.safe !== '' ? [{ sign: 'none', text: error.safe }] : [];
}

function failureLines(error: JobEnd['error']): ResultLine[] {
  if (!error) return [];
  return [
    ...safeLines(error),
    ...error.remedies.map((text): ResultLine => ({ sign: 'none', text })),
    { name: jobText.code, value: error.code },
  ];
}
