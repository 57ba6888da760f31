/** How long the recorder keeps its history, as it is set up and as it is. */
import { formatDate } from '../calendar.ts';
import type { RecorderFilter, RecorderSettings } from '../device/recorder.ts';
import { shorten } from './database-size.ts';
import { type Check, type Detail, unknown } from './types.ts';

/** Home Assistant's default (recorder/const.py); its page on backups asks who keeps more to look into it. */
const usualDays = 10;
/** The purge runs every night at 04:12; one missed night is nothing. */
const graceDays = 2;
/** Home Assistant's default since 2022.12; each commit writes to the card. */
const usualCommit = 5;
const dayMilliseconds = 86_400_000;

export function judgeKeepDays({ keepDays, autoPurge, problems }: RecorderSettings): Check {
  if (keepDays === null) return unknown('keep-days', notKnown(problems), readable);
  const isLong = keepDays > usualDays;
  const set = keepDays === usualDays ? 'Home Assistant’s default' : `the default is ${usualDays}`;
  const check = { id: 'keep-days', figure: keepDays, unit: 'days', details: [] } as const;
  if (!autoPurge) {
    const message = 'The purge is switched off (auto_purge): the history grows for ever.';
    return {
      ...check,
      state: 'advice',
      message,
      remedies: ['Take auto_purge out of the recorder’s settings.'],
    };
  }
  const message = `History is kept for ${keepDays} days (${set}). Long-term statistics stay for ever.`;
  return { ...check, state: isLong ? 'advice' : 'ok', message, remedies: isLong ? shorten.slice(0, 1) : [] };
}

export function judgeSettings({
  commitInterval,
  include,
  exclude,
  autoPurge,
  autoRepack,
  problems,
}: RecorderSettings): Check {
  if (commitInterval === null) return unknown('recorder-settings', notKnown(problems), readable);
  const isHasty = commitInterval < usualCommit;
  const rules = [...rulesOf('include', include), ...rulesOf('exclude', exclude)];
  const filter =
    rules.length === 0 ? 'every entity is recorded' : `${rules.length} rules say what is recorded`;
  return {
    id: 'recorder-settings',
    state: isHasty ? 'advice' : 'ok',
    figure: commitInterval,
    unit: 'seconds',
    message: `It writes every ${commitInterval} s, and ${filter}.${autoRepack ? '' : ' The monthly repack is off.'}`,
    remedies: isHasty ? [`An SD card lives longer with commit_interval: ${usualCommit} or more.`] : [],
    details: [
      { name: 'commit_interval', figure: commitInterval, unit: 'seconds' },
      { name: 'auto_purge', figure: autoPurge ? 'on' : 'off', unit: null },
      { name: 'auto_repack', figure: autoRepack ? 'on' : 'off', unit: null },
      ...rules,
    ],
  };
}

/** `oldest`: of the states, null where there are none. `zone`: in which its date is told. */
export function judgeOldest(oldest: Date | null, keepDays: number | null, now: Date, zone: string): Check {
  const check = { id: 'oldest-row', unit: 'time', details: [] } as const;
  if (oldest === null)
    return { ...check, state: 'ok', figure: null, message: 'There is no state yet.', remedies: [] };
  const days = (now.getTime() - oldest.getTime()) / dayMilliseconds;
  const isOverdue = keepDays !== null && days > keepDays + graceDays;
  const message = `The oldest state is of ${formatDate(oldest, zone)}, ${days.toFixed(1)} days ago`;
  return {
    ...check,
    state: isOverdue ? 'advice' : 'ok',
    figure: oldest.toISOString(),
    message: isOverdue ? `${message}: the purge after ${keepDays} days does not keep up.` : `${message}.`,
    remedies: isOverdue
      ? [
          'Is Home Assistant off at night, at 04:12? Purge by hand: lifeboat prepare purge.',
          'Look for errors of the recorder in its log.',
        ]
      : [],
  };
}

const readable = ['Mend the configuration; Home Assistant checks it under Developer tools, YAML.'];

function notKnown(problems: readonly string[]): string {
  return `It cannot be known: ${problems[0] ?? 'the configuration could not be read.'}`;
}

/** By the words of configuration.yaml: `exclude domains: sun`. */
function rulesOf(word: 'include' | 'exclude', filter: RecorderFilter): Detail[] {
  const lists = {
    domains: filter.domains,
    entity_globs: filter.entityGlobs,
    entities: filter.entities,
    event_types: filter.eventTypes,
  };
  return Object.entries(lists).flatMap(([list, values]) =>
    values.map((value) => ({ name: `${word} ${list}: ${value}`, figure: null, unit: null })),
  );
}
