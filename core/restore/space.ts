/** Whether what is restored fits where it goes, per file system. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import { freeText, roomOf } from '../locations/file-system.ts';
import type { PlannedMember, RestorePlan } from './types.ts';

/** What the device itself needs to go on working while something is restored next to it. */
export const defaultReserve = 64 * 1024 * 1024;

/** What is free for us, which for root may be more; null: not known. */
export function freeBytes(folder: string): number | null {
  return roomOf(statfsSync(folder)).free;
}

export function isShort({ free, need }: { free: number | null; need: number }): boolean {
  return free !== null && need > free;
}

export function noSpace(target: string, cause?: unknown): LifeboatError {
  return new LifeboatError('no-space', 'NO_SPACE', `The file system of ${target} is full.`, {
    safe: 'Nothing was changed; what had been written there is removed again.',
    remedies: [
      'Free some space and restore again.',
      'Restore fewer parts, or to a directory elsewhere (--to DIR).',
    ],
    cause,
  });
}

/** The nearest folder that is there already. */
export function existingParent(folder: string): string {
  let at = folder;
  while (!existsSync(at) && at !== path.dirname(at)) at = path.dirname(at);
  return at;
}

/** What is needed at least: the measured bytes, or else the compressed ones, which are never more. */
export function spaceNeeded(members: readonly PlannedMember[]): RestorePlan['space'] {
  const perDevice = new Map<number, RestorePlan['space'][number]>();
  for (const { target, size, measured } of members) {
    const folder = existingParent(target);
    const device = statSync(folder).dev;
    const entry = perDevice.get(device) ?? { path: folder, free: freeBytes(folder), need: 0 };
    entry.need += measured ? measured.bytes : size;
    perDevice.set(device, entry);
  }
  return [...perDevice.values()];
}

export function requireSpace(space: RestorePlan['space']): void {
  const short = space.find(({ free, need }) => isShort({ free, need: need + defaultReserve }));
  if (!short) return;
  throw new LifeboatError(
    'no-space',
    'NOT_ENOUGH_SPACE',
    `${short.path} has ${freeText(short.free)}, and at least ${formatBytes(short.need + defaultReserve)} are needed.`,
    {
      safe: 'Nothing was changed.',
      remedies: [
        'Free some space.',
        'Restore fewer parts.',
        'Restore to a directory on another disk (--to DIR).',
      ],
    },
  );
}
