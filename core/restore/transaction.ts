/**
 * The record of a restore in place: which renames it consists of. Written before the first one, so that a restore that
 * was cut off (power, kill -9) is taken back at the next start; kept afterwards, so that it can be undone.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { namesIn } from '../names-in.ts';
import { flush } from './flush.ts';
import { removeEmpty } from './remove.ts';
import { type BeforeRename, isTakeBackFailure, type RenameStep, runSteps } from './steps.ts';
import type { SwapFolders } from './swap.ts';
import type { RestorePlan } from './types.ts';

/** A part that changed places: where it lies, and by which rules. */
export interface SwappedPart extends SwapFolders {
  part: string;
  isWhole: boolean;
  rules: [name: string, rule: 'stay' | 'merge'][];
}

export interface Transaction {
  /** Of this record; newer ones are not touched. */
  format: 1;
  /** An undo is a restore of what an earlier one put aside. */
  kind: 'restore' | 'undo';
  /** The folder of that earlier one, which has nothing left to give; null for a restore. */
  undoes: string | null;
  state: 'swapping' | 'done';
  /** Counts up; clocks jump on a device without a battery. */
  number: number;
  /** ISO 8601. */
  at: string;
  backup: RestorePlan['backup'];
  parts: string[];
  paths: string[];
  swapped: SwappedPart[];
  steps: RenameStep[];
  /** Folders of this restore, removed with it: what was staged, and what was there before. */
  folders: { staging: string[]; before: string[] };
}

const recordName = 'restore.json';

/** Writes the record into `kept` so that it survives what comes next. */
function writeTransaction(kept: string, transaction: Transaction): void {
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const file = path.join(kept, recordName);
  writeFileSync(`${file}.new`, JSON.stringify(transaction), { mode: 0o600 });
  flush(`${file}.new`);
  renameSync(`${file}.new`, file);
  flush(kept);
  flush(path.dirname(kept));
}

/** Carries a transaction out, or leaves everything as it was; `kept` is where its record lies. */
export function commit(kept: string, transaction: Transaction, beforeRename?: BeforeRename): void {
  writeTransaction(kept, transaction);
  try {
    runSteps(transaction.steps, beforeRename);
  } catch (error) {
    if (!isTakeBackFailure(error)) forgetTransaction(kept, transaction.folders.before);
    throw error;
  }
  writeTransaction(kept, { ...transaction, state: 'done' });
}

/** After all was taken back: removes the record and the folders, which are empty. Old files are never deleted here. */
export function forgetTransaction(kept: string, folders: readonly string[]): void {
  rmSync(path.join(kept, recordName), { force: true });
  for (const folder of new Set(folders)) removeEmptyTree(folder);
}

function removeEmptyTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyTree(path.join(folder, entry.name));
  removeEmpty([folder]);
}

/** Null where the folder holds no restore. Throws where a newer Lifeboat wrote it. */
function readTransaction(kept: string): Transaction | null {
  let text: string;
  try {
    text = readFileSync(path.join(kept, recordName), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return null;
    throw error;
  }
  const transaction = JSON.parse(text) as Transaction;
  if (transaction.format === 1) return transaction;
  throw new LifeboatError('failed', 'NEWER_RECORD', `${kept} was written by a newer Lifeboat.`, {
    safe: 'Nothing was changed.',
    remedies: ['Update Lifeboat.'],
  });
}

/** All restores that are kept in a workplace, the latest first. */
export function keptRestores(workplace: string): { kept: string; transaction: Transaction }[] {
  const names = namesIn(workplace).filter((name) => name.startsWith('before-'));
  return names
    .map((name) => path.join(workplace, name))
    .flatMap((kept) => {
      const transaction = readTransaction(kept);
      return transaction ? [{ kept, transaction }] : [];
    })
    .sort((a, b) => b.transaction.number - a.transaction.number);
}

/** The number of the next restore whose record will lie in the workplace. */
export function nextNumber(workplace: string): number {
  return (keptRestores(workplace)[0]?.transaction.number ?? 0) + 1;
}
