/**
 * The renames of a restore, as data. One small function carries them out, one takes them back, also after a crash in the
 * middle and as often as need be: of each step it can be seen whether it was done.
 */
import { chmodSync, lstatSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { flush } from './flush.ts';

/** Both absolute, on one file system. `to` is never there before: nothing is overwritten, old things are moved aside. */
export interface RenameStep {
  from: string;
  to: string;
  /** aside: something old leaves its place, for a folder that is ours alone. arrive: something new takes a place. */
  kind: 'aside' | 'arrive';
}

export type BeforeRename = (from: string, to: string) => void;

/** Carries all steps out, or none: on an error those done are taken back and the error goes on. */
export function runSteps(steps: readonly RenameStep[], before?: BeforeRename): void {
  try {
    for (const { from, to } of steps) {
      before?.(from, to);
      move(from, to);
    }
    syncFolders(steps);
  } catch (error) {
    takeBack(steps);
    throw error;
  }
}

/**
 * Brings back the state before `steps`, however many of them were done. Steps that cannot be taken back are named.
 * What somebody else made in an old thing's place meanwhile goes aside for it, as `NAME.stray`; these are returned.
 */
export function takeBack(steps: readonly RenameStep[]): string[] {
  const stuck: string[] = [];
  const strays: string[] = [];
  for (const step of steps.toReversed()) {
    const { from, to } = step;
    try {
      if (!isDone(step)) continue;
      if (exists(from)) {
        move(from, `${to}.stray`);
        strays.push(`${to}.stray`);
      }
      move(to, from);
    } catch (error) {
      stuck.push(`${to} belongs to ${from} (${systemCode(error)})`);
    }
  }
  if (stuck.length > 0)
    throw new LifeboatError(
      'failed',
      'TAKE_BACK_FAILED',
      `Not everything could be put back: ${stuck.join('; ')}.`,
      {
        safe: 'Nothing was deleted: old and new files are where the message says.',
        remedies: [
          'Find out why (is the disk read-only or failing?), then run lifeboat again: it goes on from here.',
        ],
      },
    );
  syncFolders(steps);
  return strays;
}

/** Some renames could not be taken back: nothing may be cleaned up before they are. */
export function isTakeBackFailure(error: unknown): boolean {
  return error instanceof LifeboatError && error.code === 'TAKE_BACK_FAILED';
}

function move(from: string, to: string): void {
  if (exists(to))
    throw new LifeboatError(
      'failed',
      'SOMETHING_IN_THE_WAY',
      `${to} appeared while it was about to be written.`,
      {
        safe: 'It was left alone.',
        remedies: ['Something else writes there: stop it and try again.'],
      },
    );
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  try {
    renameSync(from, to);
  } catch (error) {
    // A folder that changes its parent must be writable for whoever is not root.
    const stat = lstatSync(from, { throwIfNoEntry: false });
    if (systemCode(error) !== 'EACCES' || !stat?.isDirectory() || (stat.mode & 0o200) !== 0) throw error;
    chmodSync(from, (stat.mode & 0o7777) | 0o200);
    renameSync(from, to);
    chmodSync(to, stat.mode & 0o7777);
  }
}

/** Nobody but a step puts anything into a folder of ours, or takes something out of one. */
function isDone({ from, to, kind }: RenameStep): boolean {
  return kind === 'aside' ? exists(to) : exists(to) && !exists(from);
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** A rename is on the disk when both folders are. */
function syncFolders(steps: readonly RenameStep[]): void {
  const folders = new Set(steps.flatMap(({ from, to }) => [path.dirname(from), path.dirname(to)]));
  for (const folder of folders) if (exists(folder)) flush(folder);
}
