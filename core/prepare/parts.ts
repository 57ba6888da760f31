/** What a backup would carry: how much of what, what changed, and what it comes to. */
import { type BackupEstimate, type EstimateHistory, estimateBackup } from '../backup/estimate.ts';
import { plainEntry } from '../backup/part-exclude.ts';
import { roomNote } from '../backup/room.ts';
import type { PartBytes } from '../backup/types.ts';
import { stretch } from '../calendar.ts';
import { countOf, formatAge, formatBytes } from '../format.ts';
import { escapeGlob } from '../glob.ts';
import type { PlaceStatus } from '../locations/places.ts';
import type { Check, Detail } from './types.ts';
import type { NamedWeight, PartWeight, Weights } from './weigh.ts';

/** Ours: below that nobody waits for media, and above that share they are the backup. */
const heavyMedia = { bytes: 1_000_000_000, share: 0.5 };
/** Ours: one folder or file that is a fifth of everything, and not small. */
const heavyPlace = { bytes: 500_000_000, share: 0.2 };
const mostShown = 20;

/** `notCarried`: parts that the user leaves out of every backup. */
export function judgeParts({ parts }: Weights, notCarried: readonly PartWeight[]): Check {
  const total = sum(parts.map(({ bytes }) => bytes));
  const files = sum(parts.map(({ files }) => files));
  const [largest] = parts.toSorted((one, other) => other.bytes - one.bytes);
  return {
    id: 'parts-size',
    state: 'ok',
    figure: total,
    unit: 'bytes',
    message: `A backup reads ${formatBytes(total)} in ${countOf(files, 'file')}${
      largest ? `; the largest part is ${largest.id}, with ${formatBytes(largest.bytes)}` : ''
    }.`,
    remedies: [],
    details: [...parts, ...notCarried].map(({ id, bytes }) => ({
      name: id,
      figure: bytes,
      unit: 'bytes',
      ...(id === 'homeassistant' ? {} : { exclude: id }),
    })),
  };
}

/** `since`: of the last whole backup; null where there is none. `then`: what its parts held, as far as that is known. */
export function judgeChanged(
  { parts }: Weights,
  then: readonly PartBytes[],
  since: Date | null,
  now: Date,
): Check {
  const check = { id: 'changed', state: 'ok', unit: 'bytes', remedies: [] } as const;
  if (since === null)
    return { ...check, figure: null, message: 'There is no backup to compare with.', details: [] };
  const changed = sum(parts.map((part) => part.changed.bytes));
  const files = sum(parts.map((part) => part.changed.files));
  const before = new Map(then.map(({ id, bytes }) => [id, bytes]));
  const known = parts.filter(({ id }) => before.has(id));
  const growth = sum(known.map(({ id, bytes }) => bytes - (before.get(id) ?? 0)));
  const what = files === 0 ? 'Nothing' : `${countOf(files, 'file')} with ${formatBytes(changed)}`;
  const whole = known.length === parts.length ? 'In all it' : 'What that backup has';
  const grown = known.length === 0 ? '' : ` ${whole} ${growthWords(growth)}.`;
  return {
    ...check,
    figure: changed,
    message: `${what} came or changed since the backup made ${formatAge(since, now)}.${grown}`,
    details: largestFirst(
      parts.map(({ id, bytes, changed: { bytes: figure } }) => {
        const had = before.get(id);
        const growth = had === undefined ? 'is not in it' : growthWords(bytes - had);
        return { name: then.length === 0 ? id : `${id}, ${growth}`, figure, unit: 'bytes' };
      }),
    ),
  };
}

function growthWords(bytes: number): string {
  if (bytes === 0) return 'is as large as then';
  return bytes > 0 ? `grew by ${formatBytes(bytes)}` : `shrank by ${formatBytes(-bytes)}`;
}

export function judgeBiggest({ parts, largest }: Weights): Check {
  const total = sum(parts.map(({ bytes }) => bytes));
  const places = largest.filter((place) => !isSaidBy(place, largest));
  const [first] = places;
  const isHeavy =
    first !== undefined && first.bytes > heavyPlace.bytes && first.bytes > heavyPlace.share * total;
  return {
    id: 'biggest',
    state: isHeavy ? 'advice' : 'ok',
    figure: first?.bytes ?? 0,
    unit: 'bytes',
    message: first
      ? `${first.path} has ${formatBytes(first.bytes)}${isHeavy ? `, ${percent(first.bytes, total)} of all` : ''}.`
      : 'No file or folder is large, the database aside.',
    remedies: isHeavy
      ? [`Leave it out where it need not be kept: lifeboat prepare exclude '${globOf(first.path)}'.`]
      : [],
    details: places.slice(0, mostShown).map(placeDetail),
  };
}

/** Of a folder that holds nothing but another one the inner is named, of a file that is alone its folder. */
function isSaidBy({ path, bytes }: NamedWeight, places: readonly NamedWeight[]): boolean {
  const same = places.filter(
    (other) => other.bytes === bytes && other.path !== path && other.path.endsWith('/'),
  );
  return path.endsWith('/')
    ? same.some((inner) => inner.path.startsWith(path))
    : same.some((folder) => folder.path === path.slice(0, path.lastIndexOf('/') + 1));
}

/** Where Home Assistant keeps media when it does not run in a container (its core_config). */
const ownMedia = 'homeassistant/media/';

/** `notCarried`: as of `judgeParts`. */
export function judgeMedia({ parts, largest }: Weights, notCarried: readonly PartWeight[]): Check {
  const own = largest.find(({ path }) => path === ownMedia);
  const media = [
    ...mediaParts(parts),
    ...(own ? [{ name: own.path, bytes: own.bytes, exclude: globOf(own.path) }] : []),
  ];
  const aside = mediaParts(notCarried);
  const names = media
    .map(({ name }) => name)
    .sort()
    .join(' and ');
  const bytes = sum(media.map((part) => part.bytes));
  const total = sum(parts.map((part) => part.bytes));
  const isHeavy = bytes > heavyMedia.bytes && bytes > heavyMedia.share * total;
  return {
    id: 'media-share',
    state: isHeavy ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message:
      media.length + aside.length === 0
        ? 'There are no folders media and share with much in them.'
        : [
            ...(media.length > 0
              ? [
                  `${names} ${media.length > 1 ? 'have' : 'has'} ${formatBytes(bytes)} of ${formatBytes(total)}.`,
                ]
              : []),
            ...aside.map((part) => `${part.name} has ${formatBytes(part.bytes)} and is left out by you.`),
          ].join(' '),
    remedies: isHeavy ? ['Leave them out of the nightly backup, and keep them in one of their own.'] : [],
    details: largestFirst(
      [...media, ...aside].map(({ name, bytes: figure, exclude }) => ({
        name,
        figure,
        unit: 'bytes',
        exclude,
      })),
    ),
  };
}

function mediaParts(parts: readonly PartWeight[]): { name: string; bytes: number; exclude: string }[] {
  return parts
    .filter(({ id }) => id === 'media' || id === 'share')
    .map(({ id, bytes }) => ({ name: id, bytes, exclude: id }));
}

/** `places` are those that backups go to. */
export function judgeEstimate(
  { parts }: Weights,
  history: EstimateHistory,
  places: readonly PlaceStatus[],
): Check {
  const bytes = sum(parts.map((part) => part.bytes));
  const estimate = estimateBackup({ bytes, verify: true, parts }, history);
  const reached = places.flatMap(({ name, isReachable, free, maxFileSize = null }) =>
    isReachable ? { name, free, maxFileSize, refusal: null } : [],
  );
  const tight = reached.flatMap((place) => roomNote(place, place, estimate)?.message ?? []);
  const nearlyTight = reached
    .filter(({ free }) => free !== null && free < 2 * estimate.size)
    .map(({ name }) => name);
  const fit = [
    ...tight,
    ...(tight.length === 0 && nearlyTight.length > 0
      ? [`Only one more fits into ${nearlyTight.join(', ')}.`]
      : []),
  ];
  return {
    id: 'backup-estimate',
    state: tight.length > 0 ? 'problem' : nearlyTight.length > 0 ? 'advice' : 'ok',
    figure: Math.round(estimate.size),
    unit: 'bytes',
    message: [`The next backup ${expected(estimate)}.`, ...fit].join(' '),
    remedies:
      fit.length === 0
        ? []
        : [
            'Delete old backups there, or leave out what is large.',
            'Keep backups elsewhere: lifeboat locations add NAME DIR.',
          ],
    details:
      estimate.milliseconds === null
        ? []
        : [{ name: 'time', figure: Math.round(estimate.milliseconds / 1000), unit: 'seconds' }],
  };
}

function expected({ size, from, milliseconds }: BackupEstimate): string {
  const much =
    from === 'files' ? `will have at most ${formatBytes(size)}` : `will have about ${formatBytes(size)}`;
  return milliseconds === null
    ? `${much}; the first one that is made here tells how long it takes`
    : `${much} and take about ${stretch(milliseconds / 1000)}`;
}

export function placeDetail({ path, bytes }: NamedWeight): Detail {
  return { name: path, figure: bytes, unit: 'bytes', exclude: globOf(path) };
}

/** The pattern that names this path alone. */
function globOf(path: string): string {
  return escapeGlob(plainEntry(path));
}

function largestFirst(details: Detail[]): Detail[] {
  return details.sort((one, other) => Number(other.figure) - Number(one.figure));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / Math.max(1, whole))} %`;
}
