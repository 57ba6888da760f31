/** Copies a backup in the other form: encrypted where it was open, or open where it was encrypted. */
import { createHash, type Hash } from 'node:crypto';
import { openArchive } from '../archive/open.ts';
import { decryptMember } from '../archive/securetar/decrypt.ts';
import type { EncryptionSetup } from '../archive/securetar/encrypt.ts';
import type { Archive, CandidateKey, Member } from '../archive/types.ts';
import { secretToTry } from '../archive/unlock.ts';
import { explain } from '../archive/walk.ts';
import { createArchiveWriter } from '../archive/write/writer.ts';
import { throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import type { Location, Sink } from '../locations/types.ts';
import type { World } from '../world.ts';
import { differs, nothingCopied } from './copy.ts';

export interface Resealing {
  archive: Archive;
  /** For the archive as it is. */
  keys: CandidateKey[];
  /** What the copy is encrypted with; null: it is open. */
  encryption: { setup: EncryptionSetup; key: CandidateKey } | null;
}

/**
 * The path that the copy got. What is in its members is the same byte for byte: it is read back and compared before it is
 * published. Throws what `copyBackup` throws, `wrong-key`, and `damaged` where the archive cannot be decrypted.
 */
export async function resealBackup(
  world: World,
  { archive, keys, encryption }: Resealing,
  to: Location,
  name: string,
  run: Run,
): Promise<string> {
  const locked = await to.lock('copy', world.now());
  try {
    const sink = await locked.createSink();
    try {
      run.report({ type: 'stage', stage: 'copying' });
      const written = await writeAgain(world, { archive, keys, encryption }, sink, run);
      run.report({ type: 'stage', stage: 'reading-back' });
      const there = await readAgain(sink, encryption ? [encryption.key] : [], run);
      if (there.join() !== written.join()) throw differs(to.path);
      throwIfCancelled(run.signal, nothingCopied);
      return await sink.finish(name);
    } finally {
      await sink.abort();
    }
  } finally {
    locked.release();
  }
}

/** The members' hashes, each behind its name. */
async function writeAgain(
  world: World,
  { archive, keys, encryption }: Resealing,
  sink: Sink,
  run: Run,
): Promise<string[]> {
  const { randomBytes } = world;
  const target = {
    write: (bytes: Buffer) => sink.write(bytes),
    patch: (offset: number, bytes: Buffer) => sink.patch(offset, bytes),
    keepsMemory: true,
  };
  const output = { target, encryption: encryption?.setup ?? null };
  const writer = createArchiveWriter([output], { randomBytes, now: () => world.now() });
  try {
    const hashes = await eachMember(archive, keys, run, (member, bytes) =>
      writer.addPacked(member.name, bytes),
    );
    await writer.addMetadata((isEncrypted) => ({ ...archive.document, protected: isEncrypted }));
    await writer.finish();
    return hashes;
  } finally {
    await writer.close();
  }
}

async function readAgain(sink: Sink, keys: CandidateKey[], run: Run): Promise<string[]> {
  const source = await sink.readBack();
  try {
    return await eachMember(await openArchive(source), keys, run, async (_member, bytes) => {
      for await (const _ of bytes);
    });
  } finally {
    await source.close();
  }
}

async function eachMember(
  archive: Archive,
  keys: CandidateKey[],
  run: Run,
  take: (member: Member, bytes: AsyncIterable<Buffer>) => Promise<void>,
): Promise<string[]> {
  const hashes: string[] = [];
  const count = { done: 0, told: 0, total: archive.source.size };
  for (const member of archive.members) {
    const hash = createHash('sha256');
    const secret = await secretToTry(archive, member, keys);
    const bytes = decryptMember(archive.source, member, secret ?? '', run.signal);
    try {
      await take(member, watched(bytes, hash, count, run));
    } catch (error) {
      throw explain(error, member);
    }
    hashes.push(`${member.name} ${hash.digest('hex')}`);
  }
  return hashes;
}

/** The pieces on their way, hashed and counted: some 200 events in all. */
async function* watched(
  bytes: AsyncIterable<Buffer>,
  hash: Hash,
  count: { done: number; told: number; total: number },
  { report, signal }: Run,
): AsyncGenerator<Buffer, void> {
  for await (const piece of bytes) {
    throwIfCancelled(signal, nothingCopied);
    hash.update(piece);
    yield piece;
    count.done = Math.min(count.total, count.done + piece.length);
    if (count.done - count.told < count.total / 200) continue;
    count.told = count.done;
    report({ type: 'progress', bytes: count.done, total: count.total });
  }
}
