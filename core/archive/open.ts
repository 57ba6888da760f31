/** Opens an archive of any maker: its members, its metadata, and what is wrong with it. */
import { LifeboatError } from '../errors.ts';
import { type ReadMetadata, readMetadata } from './metadata.ts';
import { memberName, metadataName, type OuterEntry, walkOuter } from './outer.ts';
import { detectCipher } from './securetar/decrypt.ts';
import { blockSize, decodeHeader, isZeroBlock } from './tar-header.ts';
import type { Archive, Member, Metadata, PartId, Problem, Source } from './types.ts';

/** Metadata is some kilobytes; beyond this it is an attack on memory. */
const metadataLimit = 16 * 1024 * 1024;

/**
 * Reads the outer tar and the metadata; no member is opened. Bad content becomes `problems`; throws LifeboatError
 * `damaged` / `NOT_AN_ARCHIVE` only where there is no tar at all, and what the source throws.
 */
export async function openArchive(source: Source): Promise<Archive> {
  const { entries, gaps } = await walkOuter(source);
  if (entries.length === 0 && !(await beginsAsTar(source)))
    throw new LifeboatError(
      'damaged',
      'NOT_AN_ARCHIVE',
      `This file is not a Home Assistant backup: ${await whatItIs(source)}.`,
      {
        remedies: [
          'Choose the .tar file as Home Assistant wrote or downloaded it, not unpacked or packed again.',
        ],
      },
    );

  const problems: Problem[] = [];
  const read = await findMetadata(source, entries, problems);
  const metadata = read?.metadata ?? null;
  const described = lastOfEachName(entries.filter(isMember)).map((entry) => describeMember(entry, read));
  const members = settleCiphers(described, metadata);
  problems.push(
    ...entries.flatMap(entryProblems),
    ...gaps.map(gapProblem),
    ...(metadata ? compareWithMetadata(members, metadata) : []),
  );
  const document = read ? { document: read.document } : {};
  return { source, metadata, ...document, members, maker: read?.maker ?? 'unknown', problems };
}

function isMember(entry: OuterEntry): boolean {
  return entry.type === 'file' && memberName.test(entry.path);
}

/** With a header that is cut off, or with the zeros that an empty tar consists of; a file of no bytes is none. */
async function beginsAsTar(source: Source): Promise<boolean> {
  const start = await source.read(0, blockSize);
  return start.length === blockSize && (isZeroBlock(start) || decodeHeader(start) !== null);
}

/** What people take for a backup: half a download, and what a browser or a computer packed once more. */
async function whatItIs(source: Source): Promise<string> {
  if (source.size === 0) return 'it is empty';
  const start = await source.read(0, 4);
  if (isGzip(start)) return 'it is compressed with gzip, where a tar is expected';
  return start.toString('latin1') === 'PK\x03\x04' ? 'it is a zip' : 'it is no tar';
}

/** `snapshot.json` wins over `backup.json`, as in the Supervisor; one that cannot be read gives way to the next. */
async function findMetadata(
  source: Source,
  entries: OuterEntry[],
  problems: Problem[],
): Promise<ReadMetadata | null> {
  const named = entries.filter((entry) => entry.type === 'file' && metadataName.test(entry.path));
  const isSnapshot = (entry: OuterEntry) => entry.path.endsWith('snapshot.json');
  for (const entry of [...named.filter(isSnapshot), ...named.filter((other) => !isSnapshot(other))]) {
    const read = readMetadata(
      entry.path,
      await source.read(entry.offset, Math.min(entry.size, metadataLimit)),
    );
    if ('metadata' in read) {
      problems.push(...read.problems);
      return read;
    }
    problems.push(read);
  }
  if (named.length === 0)
    problems.push({
      path: 'backup.json',
      code: 'METADATA_MISSING',
      message:
        'There is no backup.json: the backup was cut or killed while it was written. Its whole members can be had.',
    });
  return null;
}

/** Of members of one name the last counts, as for every reader of tars. */
function lastOfEachName(entries: OuterEntry[]): OuterEntry[] {
  return [...new Map(entries.map((entry) => [partOfMember(entry.path), entry])).values()].sort(
    (a, b) => a.offset - b.offset,
  );
}

function describeMember(entry: OuterEntry, read: ReadMetadata | null): Member {
  const { path, offset, size, start, whole, mtime } = entry;
  const part = partOfMember(path);
  const content = start.subarray(0, size);
  return {
    name: path,
    part,
    offset,
    size,
    cipher: detectCipher(content, read?.metadata.protected ?? true),
    compressed: isGzip(content) || (/gz$/.test(path) && !decodeHeader(content)),
    listed: isListed(part, read),
    whole,
    mtime,
  };
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function partOfMember(path: string): PartId {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(tar|tar\.gz|tgz)$/, '');
  return name === 'addons_local' ? 'addons/local' : name;
}

/** Without lists that can be read nothing is unlisted; nobody ever lists `supervisor` (mounts and registries). */
function isListed(part: PartId, read: ReadMetadata | null): boolean {
  if (!read || read.hasBrokenLists || part === 'supervisor') return true;
  return listedParts(read.metadata).includes(part);
}

function listedParts(metadata: Metadata): PartId[] {
  return [
    ...(metadata.homeassistant ? ['homeassistant'] : []),
    ...metadata.folders,
    ...metadata.addons.map((app) => app.slug),
  ];
}

/**
 * SecureTar 1 has no mark: it is guessed where the metadata says "protected", or is missing, and nothing else fits. No maker
 * mixes it with later versions, so beside those an unknown beginning is damage; so it is beside plain members of an archive
 * that does not say "protected".
 */
function settleCiphers(members: Member[], metadata: Metadata | null): Member[] {
  const speaksAgainst = ({ cipher }: Member) =>
    cipher === 'securetar2' || cipher === 'securetar3' || (cipher === 'none' && !metadata);
  const isUnlikely = members.some(speaksAgainst);
  return members.map((member) =>
    member.cipher === 'securetar1' && (isUnlikely || member.size % 16 !== 0)
      ? { ...member, cipher: 'none' }
      : member,
  );
}

function entryProblems(entry: OuterEntry): Problem[] {
  const { path, repaired } = entry;
  const problem = (code: string, message: string): Problem[] => [{ path, code, message }];
  if (!entry.whole)
    return problem('MEMBER_CUT', `${path} was not written to its end: the backup was cut or killed.`);
  if (repaired === 'resized')
    return problem(
      'MEMBER_RESIZED',
      `${path} has another size than the archive says; its true size is used.`,
    );
  if (repaired === 'header')
    return problem(
      'HEADER_DAMAGED',
      `The header of ${path} is damaged; Home Assistant cannot read what follows it.`,
    );
  if (entry.type === 'folder' || isMember(entry) || metadataName.test(path)) return [];
  return problem('FOREIGN_ENTRY', `${path} is no part of a Home Assistant backup; it is left alone.`);
}

function gapProblem(path: string): Problem {
  return {
    path,
    code: 'ARCHIVE_BROKEN_OFF',
    message: `Behind ${path || 'its beginning'} a piece of the archive cannot be read; members may be missing there.`,
  };
}

function compareWithMetadata(members: Member[], metadata: Metadata): Problem[] {
  const problems: Problem[] = [];
  const present = new Set(members.map((member) => member.part));
  for (const part of listedParts(metadata))
    if (!present.has(part))
      problems.push({
        path: part,
        code: 'MEMBER_MISSING',
        message: `The metadata names ${part}, but it is not in the archive.`,
      });
  for (const { name, part, listed, cipher, size } of members) {
    if (!listed)
      problems.push({
        path: name,
        code: 'MEMBER_NOT_LISTED',
        message: `The metadata does not name ${part}: it failed while the backup was made, or is somebody else's.`,
      });
    const isEncrypted = cipher !== 'none';
    if (isEncrypted !== metadata.protected && size > 0)
      problems.push({
        path: name,
        code: 'PROTECTED_MISMATCH',
        message: isEncrypted
          ? `The metadata says "not encrypted", but ${name} is.`
          : `The metadata says "encrypted", but ${name} is not.`,
      });
  }
  return problems;
}
