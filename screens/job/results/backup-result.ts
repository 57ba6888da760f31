import path from 'node:path';
import type { BackupPlan } from '../../../core/backup/types.ts';
import { isByRights } from '../../../core/errors.ts';
import type { JobResults } from '../../../core/jobs/types.ts';
import { openKeyRing } from '../../../core/keys/ring.ts';
import { partName } from '../../part-name.ts';
import { backupText as words } from '../text.ts';
import type { EndedJob, Result, ResultLine } from './result.ts';

type Backup = JobResults['backup'];

/** More of what is missing is named in the log alone. */
const mostNamed = 3;

/** What is in the backup, what is not and why, where it lies, and what to do about the key. */
export function backupResult(job: EndedJob, isKeyUnsaved: boolean): Result {
  const made = job.end.result as Backup;
  return {
    ...verdictOf(made),
    lines: [...warningsOf(made, isKeyUnsaved), ...factsOf(job, made)],
    details: made.left_out.slice(mostNamed).map(({ path, reason }) => words.missing(path, reason)),
  };
}

function verdictOf({
  backup,
  complete,
  left_out,
  verified,
  failed,
}: Backup): Pick<Result, 'sign' | 'sentence'> {
  const count = backup.locations.length;
  if (!complete)
    return { sign: 'attention', sentence: words.incomplete(backup.size, count, left_out.length) };
  if (failed.length > 0) {
    const names = failed.map(({ name }) => name);
    return { sign: 'attention', sentence: words.notEverywhere(backup.size, count, names) };
  }
  return { sign: 'ok', sentence: words.whole(backup.size, count, verified) };
}

function warningsOf({ left_out, verified, failed }: Backup, isKeyUnsaved: boolean): ResultLine[] {
  const named = left_out.slice(0, mostNamed);
  const others = left_out.length - named.length;
  const warnings = [
    ...failed.map(({ name, message, remedies }) => words.failed(name, message, remedies[0] ?? '')),
    ...named.map(({ path, reason }) => words.missing(path, reason)),
    ...(others > 0 ? [words.moreMissing(others)] : []),
    ...(left_out.some(({ reason }) => isByRights(reason)) ? [words.asRoot] : []),
    ...(isKeyUnsaved ? [words.keyUnsaved] : []),
    ...(verified ? [] : [words.notVerified]),
  ];
  return warnings.map((text) => ({ sign: 'attention', text }));
}

function factsOf({ record, notes }: EndedJob, { backup, key }: Backup): ResultLine[] {
  const { work } = record;
  if (work.kind !== 'backup') return [];
  return [
    ...placesOf(backup.locations),
    { name: words.parts, value: backup.parts.map(partName).join(', ') },
    { name: words.encryption, value: encryptionOf(work.plan, key?.label ?? null) },
    ...(notes.length > 0 ? [{ name: words.notes, value: words.noteCount(notes.length) }] : []),
  ];
}

/** The name of the file once, where all have the same; then the folders. */
function placesOf(locations: Backup['backup']['locations']): ResultLine[] {
  const names = new Set(locations.map((location) => path.basename(location.path)));
  const [only = ''] = names;
  if (names.size !== 1) return locations.map(({ name, path }) => ({ name, value: path }));
  const folders = locations.map(({ name, path: file }) => ({ name, value: path.dirname(file) }));
  return [...folders, { name: words.file, value: only }];
}

function encryptionOf({ locations }: BackupPlan, key: string | null): string {
  const plain = locations.filter(({ isEncrypted }) => !isEncrypted).map(({ name }) => name);
  if (key === null || plain.length === locations.length) return words.plain;
  return plain.length === 0 ? words.encrypted(key) : words.plainAt(key, plain);
}

/** Whether the key that this backup was encrypted with was never saved outside the device. */
export async function isKeyUnsaved({ end }: EndedJob, home: string): Promise<boolean> {
  const { key } = end.result as Backup;
  const { keys } = await openKeyRing(home);
  return keys.some(({ label, shown }) => label === key?.label && shown === null);
}
