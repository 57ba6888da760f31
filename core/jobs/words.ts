/** What is said about jobs, the same on the screens and in the commands. */
import { stretch } from '../calendar.ts';
import type { JobEvent, Stage } from '../events.ts';
import { progressOf } from './progress.ts';
import type { Job, JobKind, JobState, JobWork } from './types.ts';

type StageEvent = Extract<JobEvent, { type: 'stage' }>;

const activities: Readonly<Record<JobKind, string>> = {
  backup: 'Backing up',
  verify: 'Verifying',
  copy: 'Copying',
  restore: 'Restoring',
  undo: 'Taking the last restore back',
};

export const stageWords: Readonly<Record<Stage, string>> = {
  preparing: 'Preparing',
  database: 'Reading the database',
  writing: 'Writing',
  'reading-back': 'Reading back',
  verifying: 'Verifying',
  copying: 'Copying',
  staging: 'Unpacking',
  stopping: 'Stopping Home Assistant',
  swapping: 'Putting files in place',
  starting: 'Starting Home Assistant',
  'cleaning-up': 'Cleaning up',
};

/** Those that say more than the job itself does. */
const tellingStages: readonly Stage[] = [
  'reading-back',
  'staging',
  'stopping',
  'swapping',
  'starting',
  'cleaning-up',
];

/** `usb (2 of 3)`, or `usb` where it is the only one; '' for a stage that is at no location. */
export function whereWords({ location = '', turn }: Pick<StageEvent, 'location' | 'turn'>): string {
  return turn && turn.of > 1 ? `${location} (${turn.number} of ${turn.of})` : location;
}

/** `Backing up, 43 %, 1 min left`. */
export function runningWords(job: Job): string {
  const { kind } = job.record.work;
  const stage = job.stages.at(-1);
  const where = stage ? whereWords(stage) : '';
  const words = stage && tellingStages.includes(stage.stage) ? stageWords[stage.stage] : '';
  const step = `${words.charAt(0).toLowerCase()}${words.slice(1)}${where === '' ? '' : ` from ${where}`}`;
  const { fraction, secondsLeft } = progressOf(job);
  return [
    step === '' ? activities[kind] : `${activities[kind]}: ${step}`,
    ...(fraction === null ? [] : [`${Math.floor(fraction * 100)} %`]),
    ...(secondsLeft === null ? [] : [`${stretch(secondsLeft)} left`]),
  ].join(', ');
}

const names: Readonly<Record<JobKind, string>> = {
  backup: 'A backup',
  verify: 'A check',
  copy: 'A copy',
  restore: 'A restore',
  undo: 'An undo',
};

const ends: Readonly<Record<Exclude<JobState, 'running'>, string>> = {
  done: 'is done',
  incomplete: 'is done, but incomplete',
  failed: 'failed',
  cancelled: 'was stopped',
  lost: 'broke off',
};

/** `A backup is done`; of a job that has ended. */
export function endedWords({ state, record }: Job): string {
  return state === 'running' ? '' : `${names[record.work.kind]} ${ends[state]}`;
}

/** What a job whose process died has left, and what becomes of that. */
const leftovers: Readonly<Record<JobKind, string>> = {
  backup:
    'What it had written is listed nowhere, and the next backup clears it away. Earlier backups are as they were.',
  verify: 'It changed nothing.',
  copy: 'The unfinished copy is listed nowhere; the next one goes on with it, or clears it away. The backup itself is as it was.',
  restore: 'At its start Lifeboat takes back what was half done: all is as it was before.',
  undo: 'At its start Lifeboat takes back what was half done: it can be undone again.',
};

function leftover(work: JobWork): string {
  return work.kind === 'restore' && work.plan.kind === 'to-directory'
    ? `What it had unpacked is cleared away by the next restore into ${work.plan.to}.`
    : leftovers[work.kind];
}

/** Two sentences, or three: what happened, and what it means for the data. */
export function lostWords({ record: { id, work } }: Job): string {
  return `${names[work.kind]} (job ${id}) ended without a word, as after a power cut. ${leftover(work)}`;
}

/** A command that shows a job and how far it is. */
export function watchCommand({ record: { id } }: Job): string {
  return `lifeboat jobs attach ${id}`;
}

/** One that lets a lost job go. */
export function forgetCommand({ record: { id } }: Job): string {
  return `lifeboat jobs forget ${id}`;
}
