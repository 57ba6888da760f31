/** Who was told what: `told.json` in Lifeboat's home. It keeps a trouble that lasts from being told every night. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../errors.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';
import { aDate, aText, mapOf, oneOf, orNull, recordOf } from '../shape.ts';
import type { NoticeKind } from './types.ts';

export interface Told {
  /** The troubles that it was told of and that last, with the date (ISO) of the telling. */
  troubles: Record<string, string>;
  /** Why the last notice did not arrive, a sentence; null: it did. */
  failure: string | null;
}

const fileVersion = 1;
const fileShape = recordOf({
  version: oneOf([fileVersion]),
  told: mapOf(recordOf({ troubles: mapOf(aDate), failure: orNull(aText) })),
});

function fileOf(home: string): string {
  return path.join(home, 'told.json');
}

/**
 * By home: what could not be written, as on a full drive. Who stays, as `run --loop`, would else tell the same at every
 * look.
 */
const unwritten = new Map<string, ToldOfAll>();

export type ToldOfAll = Readonly<Partial<Record<NoticeKind, Told>>>;

/** What cannot be read counts as nothing: better told twice than not at all. */
export function readTold(home: string): ToldOfAll {
  const kept = unwritten.get(home);
  if (kept) return kept;
  try {
    const found: unknown = JSON.parse(readFileSync(fileOf(home), 'utf8'));
    return fileShape(found, '') === null ? (found as { told: ToldOfAll }).told : {};
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return {};
    throw error;
  }
}

/** Throws system errors; this process remembers it all the same. */
export function writeTold(home: string, told: ToldOfAll): void {
  unwritten.set(home, told);
  makePrivateFolder(home);
  writePrivateFile(fileOf(home), `${JSON.stringify({ version: fileVersion, told }, null, 2)}\n`);
  unwritten.delete(home);
}

/** Another address of this kind was told nothing yet. */
export function forgetTold(home: string, kind: NoticeKind): void {
  const { [kind]: known, ...others } = readTold(home);
  if (known) writeTold(home, others);
}
