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
 * Lines of the section `recorder:` that keep what is set and add the busiest entities, with what they wrote; those that
 * should stay are to be taken out by hand. What else is in the section stays as it is, an address with a password above
 * all. `busiest`: the check `database-entities`, undefined where it is not known.
 */
export function recorderLines(settings: RecorderSettings, busiest: Check | undefined): string[] {
  const { recorder, include, exclude, keepDays, commitInterval, autoPurge } = settings;
  const isElsewhere = recorder.engine === 'sqlite' ? recorder.configured : true;
  const loud = loudest(busiest);
  // Home Assistant records an entity that is named under include, whatever stands under exclude.
  const isNamed = ({ text }: Value) => include.entities.includes(text) || exclude.entities.includes(text);
  return [
    'recorder:',
    ...(isElsewhere ? ['  # db_url: keep the line that you have'] : []),
    ...(autoPurge ? [] : ['  auto_purge: true']),
    `  purge_keep_days: ${Math.min(keepDays ?? usual.keepDays, usual.keepDays)}`,
    `  commit_interval: ${Math.max(commitInterval ?? 0, usual.commitInterval)}`,
    ...filterLines('include', include, loud, []),
    ...filterLines(
      'exclude',
      exclude,
      [],
      loud.filter((value) => !isNamed(value)),
    ),
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

/** `known`: what is known about some of its values; `more`: what comes to its entities. */
function filterLines(
  name: string,
  filter: RecorderFilter,
  known: readonly Value[],
  more: readonly Value[],
): string[] {
  const plain = (texts: readonly string[]) =>
    texts.map((text) => known.find((value) => value.text === text) ?? { text });
  const lists = [
    ...listLines('domains', plain(filter.domains)),
    ...listLines('entity_globs', plain(filter.entityGlobs)),
    ...listLines('entities', [...plain(filter.entities), ...more]),
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
