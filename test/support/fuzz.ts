/** Breaks real archives at random and reads them by every way there is: all that may come of it is a named problem. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { listFiles } from '../../core/archive/list-files.ts';
import { openArchive } from '../../core/archive/open.ts';
import { readOneFile } from '../../core/archive/read-file.ts';
import { summarize } from '../../core/archive/summary.ts';
import { decodeHeader } from '../../core/archive/tar-header.ts';
import type { Archive, Member } from '../../core/archive/types.ts';
import { verifyArchive } from '../../core/archive/verify.ts';
import { LifeboatError } from '../../core/errors.ts';
import { fixture, fixtureKey, memorySource, sealed, tarFile } from './raw-archive.ts';

const corpus = [
  'made-2024-securetar-v1.tar',
  'core/core-2025.3.4-plain.tar',
  'core/core-2025.3.4-securetar-v2.tar',
  'core/core-2026.11.0-securetar-v3.tar',
  'supervisor/plain-full.tar',
  'supervisor/plain-full.tar',
  'supervisor/plain-uncompressed.tar',
  'supervisor/plain-app-failed.tar',
  'supervisor/v2-full.tar',
  'supervisor/v3-full.tar',
  'supervisor/killed-plain-first-160k.tar',
];
const keys = [
  { label: 'wrong', secret: 'wrong' },
  { label: 'right', secret: fixtureKey },
];

/** A number below `limit`. */
export type Dice = (limit: number) => number;

/** Marsaglia's xorshift: the same numbers for the same seed. */
export function createDice(seed: number): Dice {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, limit);
  };
}

export interface FuzzCase {
  file: string;
  bytes: Buffer;
}

/** A fixture, broken in one to four ways. */
export async function breakArchive(dice: Dice): Promise<FuzzCase> {
  const file = corpus[dice(corpus.length)] as string;
  let bytes = fixture(file);
  for (let times = 1 + dice(4); times > 0; times -= 1) {
    const layer = dice(4);
    if (layer === 0) bytes = breakBytes(bytes, dice);
    else if (layer === 1) bytes = breakHeader(bytes, dice);
    else bytes = await breakMember(bytes, dice, layer === 2 ? breakBytes : breakInside);
  }
  return { file, bytes };
}

/** Reads a case by every way. Returns normally whatever is in it; throws what is no LifeboatError, and broken promises. */
export async function readCase({ bytes }: FuzzCase, dice: Dice): Promise<void> {
  const archive = await allowed(() => openArchive(memorySource(bytes)));
  if (!archive) return;
  JSON.stringify([summarize(archive), archive.members, archive.problems]);
  for (const { name, offset, size, whole } of archive.members)
    if (size < 0 || (whole && offset + size > bytes.length))
      throw new Error(`${name} reaches out of the archive`);

  const { files } = await listFiles(archive, keys);
  const path = files[dice(files.length)]?.path ?? 'homeassistant/configuration.yaml';
  await allowed(() => readOneFile(archive, keys, path, () => {}));
  const database = dice(4) === 0;
  const { state, parts } = await verifyArchive(archive, keys, { database }, { report: () => {} });
  const isGood = state === 'whole';
  if (isGood && parts.some((part) => part.state !== 'whole'))
    throw new Error('whole with a part that is not');
}

async function allowed<Result>(step: () => Promise<Result>): Promise<Result | null> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof LifeboatError) return null;
    throw error;
  }
}

/** Flips, overwrites, cuts out, repeats or cuts off some bytes. */
function breakBytes(bytes: Buffer, dice: Dice): Buffer {
  if (bytes.length === 0) return bytes;
  const at = dice(bytes.length);
  const length = Math.min(1 + dice(dice(2) === 0 ? 8 : 2000), bytes.length - at);
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (dice(6)) {
    case 0:
      return Buffer.concat([before, behind.subarray(length)]);
    case 1:
      return Buffer.concat([before, behind.subarray(0, length), behind]);
    case 2:
      return Buffer.from(before);
    case 3:
      return Buffer.from(bytes).fill(dice(2) * 255, at, at + length);
    case 4:
      return Buffer.concat([bytes, Buffer.alloc(length, dice(256))]);
    default: {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << dice(8)), at);
      return changed;
    }
  }
}

const fields: [at: number, length: number][] = [
  [0, 100],
  [100, 8],
  [124, 12],
  [124, 12],
  [136, 12],
  [156, 1],
  [156, 1],
  [157, 100],
  [257, 8],
  [345, 155],
];

/** Gives a field of some header another content, and the header the checksum that fits. */
function breakHeader(bytes: Buffer, dice: Dice): Buffer {
  const headers: number[] = [];
  for (let at = 0; at + 512 <= bytes.length; at += 512) if (decodeHeader(bytes, at)) headers.push(at);
  const header = headers[dice(headers.length)];
  if (header === undefined) return bytes;
  const changed = Buffer.from(bytes);
  const [at, length] = fields[dice(fields.length)] as [number, number];
  const field = changed.subarray(header + at, header + at + length);
  if (length === 1) field.write('0123456789xgLKSVMD\0'[dice(19)] ?? '0');
  else if (length === 12 || length === 8) writeNumber(field, dice);
  else field.fill('../\0'[dice(4)] ?? '', dice(length));
  sealed(changed.subarray(header, header + 512));
  return changed;
}

function writeNumber(field: Buffer, dice: Dice): void {
  const kind = dice(5);
  if (kind === 0) field.fill(0);
  else if (kind === 1) field.fill(0xff);
  else if (kind === 2) field.fill('7');
  else if (kind === 3) field.fill('x');
  else
    field.write(
      dice(100_000)
        .toString(8)
        .padStart(field.length - 1, '0'),
    );
}

/** Takes a member out, breaks it, and puts it back under a header that fits. */
async function breakMember(
  bytes: Buffer,
  dice: Dice,
  how: (content: Buffer, dice: Dice) => Buffer,
): Promise<Buffer> {
  const archive = await allowed<Archive>(() => openArchive(memorySource(bytes)));
  const member = archive?.members[dice(archive.members.length)] as Member | undefined;
  if (!member) return bytes;
  const end = member.offset + Math.ceil(member.size / 512) * 512;
  const broken = how(Buffer.from(bytes.subarray(member.offset, member.offset + member.size)), dice);
  const file = tarFile(member.name.slice(0, 100), broken);
  return Buffer.concat([bytes.subarray(0, Math.max(0, member.offset - 512)), file, bytes.subarray(end)]);
}

/** Breaks the tar in a member so that gzip's checksum is right again; encrypted ones are broken as they are. */
function breakInside(content: Buffer, dice: Dice): Buffer {
  const how = dice(3) === 0 ? breakBytes : breakHeader;
  if (content[0] !== 0x1f || content[1] !== 0x8b) return how(content, dice);
  try {
    return gzipSync(how(gunzipSync(content), dice), { level: 1 });
  } catch {
    return breakBytes(content, dice); // an earlier step broke its gzip
  }
}
