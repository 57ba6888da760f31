/** Room: where backups go, and where Home Assistant lives. */
import { statfsSync } from 'node:fs';
import { countOf, formatBytes } from '../format.ts';
import type { PlaceStatus } from '../status/status.ts';
import type { Check, Detail } from './types.ts';

/** The Supervisor raises `free_space` at this much, and makes no backup below it (its const MINIMUM_FREE_SPACE_THRESHOLD). */
const short = 2 * 1024 ** 3;
/** Ours: as good as full, the recorder can hardly go on. */
const full = 64 * 1024 ** 2;
/** Ours: flash that is this full wears out sooner and gets slow. */
const nearlyFull = 0.9;

export interface DiskFacts {
  total: number;
  /** Bytes that are taken, as `df` counts them. */
  used: number;
  /** Bytes that are free for us, which is less than what is free for root. */
  free: number;
}

/** Of the file system that a path is on. Throws system errors. */
export function measureDisk(path: string): DiskFacts {
  const { blocks, bfree, bavail, bsize } = statfsSync(path);
  return { total: blocks * bsize, used: (blocks - bfree) * bsize, free: bavail * bsize };
}

/** The disk of the installation. */
export function judgeUsed({ total, used, free }: DiskFacts): Check {
  const share = used / Math.max(1, used + free);
  const isFull = free < full;
  const isShort = free < short || share > nearlyFull;
  return {
    id: 'disk-used',
    state: isFull ? 'problem' : isShort ? 'advice' : 'ok',
    figure: used,
    unit: 'bytes',
    message: `${formatBytes(used)} of the disk of Home Assistant are used, ${Math.round(share * 100)} %; ${formatBytes(free)} are free.`,
    remedies:
      isFull || isShort
        ? [
            'See what is biggest in the backup, and what caches and logs take.',
            'Uninstall apps that nobody uses: images and data take room.',
          ]
        : [],
    details: [
      { name: 'total', figure: total, unit: 'bytes' },
      { name: 'free', figure: free, unit: 'bytes' },
    ],
  };
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

export function judgeLocations(places: readonly PlaceStatus[]): Check {
  const lost = places.filter(({ isReachable }) => !isReachable);
  const check = { id: 'locations', figure: places.length - lost.length, unit: null } as const;
  const details = places.map(({ name, path, isReachable }) => ({
    name,
    figure: isReachable ? path : `${path} cannot be reached`,
    unit: null,
  }));
  if (lost.length > 0) {
    const message = `${lost.map(({ name }) => name).join(', ')} cannot be reached; no backup gets there.`;
    const remedies = ['Plug the drive in, or mount the share.', 'Forget it: lifeboat locations remove NAME.'];
    return { ...check, state: 'problem', message, remedies, details };
  }
  const message = `${countOf(places.length, 'location')}, and ${places.length === 1 ? 'it' : 'each'} can be reached.`;
  return { ...check, state: 'ok', message, remedies: [], details };
}

function placeDetail({ name, free }: { name: string; free: number }): Detail {
  return { name, figure: free, unit: 'bytes' };
}
