/** A job in lines that are read one after the other: each step, each tenth of it, and what came of it. */
import type { Job } from '../../core/jobs/types.ts';
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
  #tenth = 0;
  #notes = 0;

  of({ record, stages, progress, notes }: Job): string[] {
    const lines: string[] = [];
    const stage = stages.at(-1)?.stage;
    const step = stage ? jobText.steps[stepNamed(stage, record.work.kind)].present : '';
    if (step !== this.#step) {
      this.#step = step;
      this.#tenth = 0;
      lines.push(step);
    }
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
