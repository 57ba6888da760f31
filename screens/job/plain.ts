/** A job in lines that are read one after the other: each step, each tenth of it, and what came of it. */
import type { Job } from '../../core/jobs/types.ts';
import { whereWords } from '../../core/jobs/words.ts';
import type { ScreenContext } from '../context.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { endWords } from './end-words.ts';
import { stepNamed } from './steps.ts';
import { jobText } from './text.ts';

/** Follows it to its end. */
export async function plainJob(
  terminal: PlainTerminal,
  { jobs, home }: ScreenContext,
  id: string,
): Promise<void> {
  const lines = new JobLines();
  let last: Job | null = null;
  await jobs.follow(id, (job) => {
    if (last === null) terminal.say(jobText.mayClose(job.record.work.kind));
    for (const line of lines.of(job)) terminal.say(line);
    last = job;
  });
  if (last !== null) for (const line of await endWords(last, home)) terminal.say(line);
}

/** What is new since the last look. */
class JobLines {
  #step = '';
  #line = '';
  #tenth = 0;
  #notes = 0;

  of({ record, stages, progress, notes }: Job): string[] {
    const lines: string[] = [];
    const stage = stages.at(-1);
    const step = stage ? jobText.steps[stepNamed(stage.stage, record.work.kind)].present : '';
    const where = stage ? whereWords(stage) : '';
    const line = where === '' ? step : jobText.readingBack(where);
    // The locations of a step share one count.
    if (step !== this.#step) this.#tenth = 0;
    if (line !== this.#line) lines.push(line);
    this.#step = step;
    this.#line = line;
    const tenth = progress?.total ? Math.floor((progress.bytes / progress.total) * 10) : 0;
    if (tenth > this.#tenth) {
      this.#tenth = tenth;
      lines.push(jobText.percent(tenth * 10));
    }
    for (const { message, path } of notes.slice(this.#notes))
      lines.push(path ? `${path}: ${message}` : message);
    this.#notes = notes.length;
    return lines;
  }
}
