/** Builds archives entry by entry, also such as no honest program writes. */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

export interface MadeEntry {
  name: string;
  /** The tar's type letter: 0 file (default), 1 hard link, 2 symlink, 3 and 4 devices, 5 folder, 6 FIFO. */
  type?: '0' | '1' | '2' | '3' | '4' | '5' | '6';
  content?: string | Buffer;
  link?: string;
  mode?: number;
  uid?: number;
  gid?: number;
  /** Seconds; with fractions it goes into a PAX record. */
  mtime?: number;
}

/** A tar with its end mark. */
export function makeTar(entries: Iterable<MadeEntry>): Buffer {
  const pieces: Buffer[] = [];
  for (const entry of entries) pieces.push(...tarEntry(entry));
  return Buffer.concat([...pieces, Buffer.alloc(1024)]);
}

function* tarEntry(entry: MadeEntry): Generator<Buffer> {
  const { name, type = '0', content = '', link = '', mtime = 1_700_000_000 } = entry;
  const records: [string, string][] = [];
  if (!Number.isInteger(mtime)) records.push(['mtime', String(mtime)]);
  if (Buffer.byteLength(name) > 100) records.push(['path', name]);
  if (Buffer.byteLength(link) > 100) records.push(['linkpath', link]);
  if (records.length > 0) {
    const data = Buffer.from(records.map(([key, value]) => paxRecord(key, value)).join(''));
    yield header({ name: '././@PaxHeader', type: 'x', size: data.length });
    yield padded(data);
  }
  const data = type === '0' ? Buffer.from(content) : Buffer.alloc(0);
  yield header({ ...entry, type, size: data.length });
  if (data.length > 0) yield padded(data);
}

function header(entry: Omit<MadeEntry, 'type'> & { type: string; size: number }): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    block.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, '0')}\0`,
      at,
    );
  block.write(entry.name, 0, 100);
  octal(entry.mode ?? (entry.type === '5' ? 0o755 : 0o644), 100, 8);
  octal(entry.uid ?? 0, 108, 8);
  octal(entry.gid ?? 0, 116, 8);
  octal(entry.size, 124, 12);
  octal(entry.mtime ?? 1_700_000_000, 136, 12);
  block.write('        ', 148);
  block.write(entry.type, 156);
  block.write(entry.link ?? '', 157, 100);
  block.write('ustar\x0000', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
  return `${length}${rest}`;
}

export interface MadeBackup {
  /** Name of the member without suffix (`homeassistant`, `share`) to what is in it. */
  members: Record<string, MadeEntry[] | Buffer>;
  metadata?: Record<string, unknown>;
}

/** Writes a whole backup, not encrypted; a Buffer stands for a member as it is, e.g. a cut one. */
export function makeBackup(file: string, { members, metadata = {} }: MadeBackup): string {
  const names = Object.keys(members);
  const apps = names.filter(
    (name) => !['homeassistant', 'share', 'ssl', 'media', 'addons_local'].includes(name),
  );
  const described = {
    slug: '1a2b3c4d',
    version: 2,
    name: 'Made for a test',
    date: '2026-11-20T10:00:00+00:00',
    type: 'partial',
    extra: {},
    homeassistant: members.homeassistant ? { version: '2026.11.0', exclude_database: false } : null,
    compressed: true,
    protected: false,
    folders: names
      .filter((name) => name !== 'homeassistant' && !apps.includes(name))
      .map((name) => name.replace('_', '/')),
    addons: apps.map((slug) => ({ slug, name: slug, version: '1', size: 0 })),
    ...metadata,
  };
  const outer: MadeEntry[] = Object.entries(members).map(([name, content]) => ({
    name: `${name}.tar.gz`,
    content: Buffer.isBuffer(content) ? content : gzipSync(makeTar(content)),
  }));
  writeFileSync(file, makeTar([{ name: './backup.json', content: JSON.stringify(described) }, ...outer]));
  return file;
}
