/** Room: where backups go, and where Home Assistant lives. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { farMount } from '../device/far-mount.ts';
import { isReadOnly, readOnlyAdvice } from '../device/read-only.ts';
import type { Installation } from '../device/types.ts';
import { countOf, formatBytes } from '../format.ts';
import type { PlaceStatus } from '../locations/places.ts';
import type { World } from '../world.ts';
import { type Check, type Detail, unknown } from './types.ts';

/** The Supervisor raises `free_space` at this much, and makes no backup below it (its const MINIMUM_FREE_SPACE_THRESHOLD). */
const short = 2 * 1024 ** 3;
/** Ours: as good as full, the recorder can hardly go on. */
const full = 64 * 1024 ** 2;
/** Ours: flash that is this full wears out sooner and gets slow. */
const nearlyFull = 0.9;

export interface DiskFacts {
  /** Bytes; 0 where the file system keeps no count: the others say nothing then. */
  total: number;
  /** Bytes that are taken, as `df` counts them. */
  used: number;
  /** Bytes that are free for us, which is less than what is free for root. */
  free: number;
  /** It takes nothing any more. */
  isReadOnly?: boolean;
}

/** Of the file system that a path is on. Throws system errors. */
export function measureDisk(path: string): DiskFacts {
  const { blocks, bfree, bavail, bsize } = statfsSync(path);
  const used = (blocks - bfree) * bsize;
  return { total: blocks * bsize, used, free: bavail * bsize, isReadOnly: isReadOnly(path) };
}

/** The same of the history, where that is on another one that answers for sure. Throws system errors. */
export function measureHistoryDisk(world: World, { config, recorder }: Installation): DiskFacts | null {
  if (recorder.engine !== 'sqlite') return null;
  const folder = path.dirname(recorder.file);
  if (farMount(world, folder) !== null || !existsSync(folder)) return null;
  if (statSync(folder).dev === statSync(config).dev) return null;
  const disk = measureDisk(folder);
  return disk.total === 0 ? null : disk;
}

/** The disk of the installation. `database`: that of the history, where it is another one. */
export function judgeUsed(disk: DiskFacts, database: DiskFacts | null = null): Check {
  const { total, used, free } = disk;
  const share = shareOf({ used, free });
  const disks = database ? [disk, database] : [disk];
  const isReadOnly = disks.some((one) => one.isReadOnly);
  if (total === 0 && !isReadOnly) return notCounted;
  const isFull = disks.some((one) => one.free < full);
  const isShort = disks.some((one) => one.free < short || shareOf(one) > nearlyFull);
  const beside = database ? ` On that of its database ${formatBytes(database.free)} are free.` : '';
  return {
    id: 'disk-used',
    state: isReadOnly || isFull ? 'problem' : isShort ? 'advice' : 'ok',
    figure: used,
    unit: 'bytes',
    message: isReadOnly
      ? 'The disk of Home Assistant is mounted read-only, as systems do with one that fails.'
      : `${formatBytes(used)} of the disk of Home Assistant are used, ${Math.round(share * 100)} %; ${formatBytes(free)} are free.${beside}`,
    remedies: isReadOnly
      ? [readOnlyAdvice, 'See what the kernel says of it: dmesg']
      : isFull || isShort
        ? [
            'See what is biggest in the backup, and what caches and logs take.',
            'Uninstall apps that nobody uses: images and data take room.',
          ]
        : [],
    details: [
      { name: 'total', figure: total, unit: 'bytes' },
      { name: 'free', figure: free, unit: 'bytes' },
      ...(database
        ? [{ name: 'free beside the database', figure: database.free, unit: 'bytes' as const }]
        : []),
    ],
  };
}

const notCounted = unknown(
  'disk-used',
  'The file system of Home Assistant does not tell how much of it is used.',
);

function shareOf({ used, free }: Pick<DiskFacts, 'used' | 'free'>): number {
  return used / Math.max(1, used + free);
}

/** The figure is that of the location with the least room. */
export function judgeFree(places: readonly PlaceStatus[]): Check {
  const known = places.flatMap(({ name, free }) => (free === null ? [] : [{ name, free }]));
  const [least] = known.toSorted((one, other) => one.free - other.free);
  const check = { id: 'disk-free', unit: 'bytes', details: known.map(placeDetail) } as const;
  if (!least) {
    const message = 'No location tells how much is free there.';
    return { ...check, state: 'unknown', figure: null, message, remedies: [] };
  }
  const isShort = least.free < short;
  return {
    ...check,
    state: least.free < full ? 'problem' : isShort ? 'advice' : 'ok',
    figure: least.free,
    message: `${formatBytes(least.free)} are free in ${least.name}${known.length > 1 ? ', the location with the least' : ''}.`,
    remedies: isShort
      ? ['Delete old backups there.', 'Keep backups elsewhere: lifeboat locations add NAME DIR.']
      : [],
  };
}

/**
 * The figure is how many would take a backup. A drive that is not plugged in is no fault, as long as there is another
 * location.
 */
export function judgeLocations(places: readonly PlaceStatus[]): Check {
  const ready = places.filter(({ isReachable, refusal }) => isReachable && !refusal);
  const away = places.filter(({ isAway }) => isAway);
  const lost = places.filter((place) => !ready.includes(place) && !away.includes(place));
  const isTrouble = lost.length > 0 || ready.length === 0;
  const message = [
    `${ready.length} of ${countOf(places.length, 'location')} would take a backup.`,
    ...lost.map((place) => `${place.name}: ${whyNot(place)}`),
    ...away.map(({ name }) => `The drive of ${name} is not plugged in.`),
  ];
  const remedies = [
    ...(away.length > 0 ? ['Plug the drive in.'] : []),
    ...(lost.some(({ refusal }) => refusal)
      ? ['Run Lifeboat with sudo, or mount the place for writing.']
      : []),
    'See what is wrong step by step: lifeboat locations test.',
  ];
  return {
    id: 'locations',
    state: isTrouble ? 'problem' : 'ok',
    figure: ready.length,
    unit: null,
    message: message.join(' '),
    remedies: isTrouble ? remedies : [],
    details: places.map((place) => {
      return { name: place.name, figure: ready.includes(place) ? place.path : whyNot(place), unit: null };
    }),
  };
}

function whyNot({ refusal, message, path }: PlaceStatus): string {
  return refusal ?? message ?? `${path} cannot be reached.`;
}

function placeDetail({ name, free }: { name: string; free: number }): Detail {
  return { name, figure: free, unit: 'bytes' };
}
