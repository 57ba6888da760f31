/** Lines for configuration.yaml, drawn from what is set and what writes most. */
import type { RecorderFilter, RecorderSettings } from '../device/recorder.ts';
import type { Check } from './types.ts';

/** Entities that wrote less than this part of all states that were counted are not worth a line. */
const leastShare = 0.02;
const mostEntities = 10;
const usual = { keepDays: 10, commitInterval: 30 };

/** A value of a list, and what is known about it. */
interface Value {
  text: string;
  note?: string;
}

/**
 * The section `recorder:` that keeps what is set and adds the busiest entities, with what they wrote; those that should
 * stay are to be taken out by hand. `busiest`: the check `database-entities`, undefined where it is not known.
 */
export function recorderLines(settings: RecorderSettings, busiest: Check | undefined): string[] {
  const { include, exclude, keepDays, commitInterval } = settings;
  const loud = loudest(busiest).filter(({ text }) => !exclude.entities.includes(text));
  return [
    'recorder:',
    `  purge_keep_days: ${Math.min(keepDays ?? usual.keepDays, usual.keepDays)}`,
    `  commit_interval: ${Math.max(commitInterval ?? 0, usual.commitInterval)}`,
    ...filterLines('include', include, []),
    ...filterLines('exclude', exclude, loud),
  ];
}

function loudest(busiest: Check | undefined): Value[] {
  const known = busiest?.details ?? [];
  const total = known.reduce((sum, { figure }) => sum + Number(figure), 0);
  return known
    .filter(({ name, figure }) => /^\w+\.\w+$/.test(name) && Number(figure) > leastShare * total)
    .slice(0, mostEntities)
    .map(({ name, figure }) => ({ text: name, note: `${figure} states` }));
}

function filterLines(name: string, filter: RecorderFilter, loud: readonly Value[]): string[] {
  const plain = (texts: readonly string[]) => texts.map((text) => ({ text }));
  const lists = [
    ...listLines('domains', plain(filter.domains)),
    ...listLines('entity_globs', plain(filter.entityGlobs)),
    ...listLines('entities', [...plain(filter.entities), ...loud]),
    ...listLines('event_types', plain(filter.eventTypes)),
  ];
  return lists.length > 0 ? [`  ${name}:`, ...lists] : [];
}

/** Quoted where YAML would take a `*` at the beginning, or anything but a plain name, for something else. */
function listLines(name: string, values: readonly Value[]): string[] {
  if (values.length === 0) return [];
  const lines = values.map(({ text, note }) => {
    const quoted = /^[a-z0-9_.]+$/.test(text) ? text : JSON.stringify(text);
    return `      - ${quoted}${note === undefined ? '' : ` # ${note}`}`;
  });
  return [`    ${name}:`, ...lines];
}
