/** What a job goes through, as a person sees it: a few steps, each of which stands for some of its stages. */
import type { Stage } from '../../core/events.ts';
import type { Job, JobKind, JobWork } from '../../core/jobs/types.ts';
import { whereWords } from '../../core/jobs/words.ts';

/** Steps by name; their words are in `text.ts`. */
export type StepName =
  | 'prepare'
  | 'write'
  | 'check'
  | 'copy'
  | 'compare'
  | 'stage'
  | 'stop'
  | 'swap'
  | 'start'
  | 'clean-up';

const stepOfStage: Readonly<Record<Stage, StepName>> = {
  preparing: 'prepare',
  database: 'write',
  writing: 'write',
  'reading-back': 'check',
  verifying: 'check',
  copying: 'copy',
  staging: 'stage',
  stopping: 'stop',
  swapping: 'swap',
  starting: 'start',
  'cleaning-up': 'clean-up',
};

export interface Step {
  name: StepName;
  state: 'done' | 'now' | 'next';
  /** Milliseconds so far; null: not begun. */
  took: number | null;
  /** Of the present step: which part is at hand, and at which location; '' where it is at none. */
  part: string | null;
  where: string;
}

/** The steps done, the one at hand and those to come. `elapsed`: milliseconds since the job was started. */
export function stepsOf({ record, stages, end }: Job, elapsed: number): Step[] {
  const begun: { name: StepName; at: number; part: string | null; where: string }[] = [];
  for (const event of stages) {
    const { stage, part: named = null, at } = event;
    const where = whereWords(event);
    const part = stage === 'database' ? 'database' : named;
    const name = stepNamed(stage, record.work.kind);
    const last = begun.at(-1);
    if (last?.name === name) Object.assign(last, { part, where });
    else begun.push({ name, at: Date.parse(at) - Date.parse(record.created), part, where });
  }
  const isOver = end !== null;
  const steps = begun.map(({ name, at, part, where }, index): Step => {
    const next = begun[index + 1];
    const isDone = next !== undefined || isOver;
    return {
      name,
      state: isDone ? 'done' : 'now',
      took: Math.max(0, (next?.at ?? elapsed) - at),
      part: isDone ? null : part,
      where: isDone ? '' : where,
    };
  });
  return isOver ? steps : [...steps, ...toCome(record.work, begun.at(-1)?.name)];
}

/** Those that this kind of job goes through after the present one, or all. */
function toCome(work: JobWork, present: StepName | undefined): Step[] {
  const expected = expectedSteps(work);
  const at = present === undefined ? -1 : expected.indexOf(present);
  // In a step that was not expected nobody knows how far it is; then none is promised.
  const left = at < 0 && present !== undefined && present !== 'prepare' ? [] : expected.slice(at + 1);
  return left.map((name) => ({ name, state: 'next', took: null, part: null, where: '' }));
}

function expectedSteps(work: JobWork): StepName[] {
  switch (work.kind) {
    case 'backup':
      return work.plan.verify ? ['write', 'check'] : ['write'];
    case 'verify':
      return ['check'];
    case 'copy':
      return ['copy', 'compare'];
    case 'restore':
      return work.plan.kind === 'in-place' ? ['stage', 'stop', 'swap', 'start'] : ['stage'];
    case 'undo':
      return ['stop', 'swap', 'start'];
  }
}

/** The step that a stage belongs to. A copy is compared, not checked: it has no key. */
export function stepNamed(stage: Stage, kind: JobKind): StepName {
  return stage === 'reading-back' && kind === 'copy' ? 'compare' : stepOfStage[stage];
}
