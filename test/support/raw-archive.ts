/** Archives made byte by byte, also such as no honest program writes, and a source in memory that counts its reads. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Source } from '../../core/archive/types.ts';

/** Opens every encrypted fixture but the two of the Supervisor's own project. */
export const fixtureKey = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/homeassistant/${name}`, import.meta.url));
}

export interface HeaderFields {
  path: string;
  type?: string;
  /** What the header says, whatever follows. */
  size?: number;
  mode?: number;
  mtime?: number;
  link?: string;
  prefix?: string;
  magic?: string;
}

export function tarHeader(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(fields.path, 0, 100);
  octal(fields.mode ?? 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(fields.size ?? 0, 124, 12);
  octal(fields.mtime ?? 1_700_000_000, 136, 12);
  block.write(fields.type ?? '0', 156);
  block.write(fields.link ?? '', 157, 100);
  block.write(fields.magic ?? 'ustar\x0000', 257, 'latin1');
  block.write(fields.prefix ?? '', 345, 155);
  return sealed(block);
}

/** Writes the checksum that the block must have. */
export function sealed(block: Buffer): Buffer {
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

export function tarFile(path: string, content: Buffer | string, fields: Partial<HeaderFields> = {}): Buffer {
  const data = Buffer.from(content);
  return Buffer.concat([tarHeader({ path, size: data.length, ...fields }), padded(data)]);
}

/** PAX records in front of the next header; type `g` is for all that follow. */
export function paxHeader(records: Record<string, string>, type: 'x' | 'g' = 'x'): Buffer {
  return tarFile('././@PaxHeader', Object.entries(records).map(paxRecord).join(''), { type });
}

function paxRecord([key, value]: [string, string]): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const digits = String(rest + String(rest).length).length;
  return `${rest + digits} ${key}=${value}\n`;
}

export const tarEnd = Buffer.alloc(1024);

export function tar(...pieces: Buffer[]): Buffer {
  return Buffer.concat([...pieces, tarEnd]);
}

export function gzippedTar(...pieces: Buffer[]): Buffer {
  return gzipSync(tar(...pieces), { level: 1 });
}

export const usualMetadata = {
  slug: '1a2b3c4d',
  version: 2,
  name: 'Made for a test',
  date: '2026-11-20T10:00:00+00:00',
  type: 'partial',
  supervisor_version: '2026.11.0',
  extra: {},
  homeassistant: { version: '2026.11.0', exclude_database: false },
  compressed: true,
  protected: false,
  folders: ['share'],
  addons: [],
};

/** The metadata as the Supervisor names it. */
export function metadataFile(changes: Record<string, unknown> = {}): Buffer {
  return tarFile('./backup.json', JSON.stringify({ ...usualMetadata, ...changes }));
}

export interface CountingSource extends Source {
  reads: number;
  bytes: number;
}

export function memorySource(bytes: Buffer): CountingSource {
  return {
    size: bytes.length,
    reads: 0,
    bytes: 0,
    async read(offset, length) {
      const piece = bytes.subarray(offset, offset + length);
      this.reads += 1;
      this.bytes += piece.length;
      return piece;
    },
    async close() {},
  };
}

/** A source that is mostly zeros, however big: pieces stand at their offsets. */
export function sparseSource(size: number, pieces: [number, Buffer][]): CountingSource {
  return {
    size,
    reads: 0,
    bytes: 0,
    async read(offset, length) {
      const piece = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      for (const [at, bytes] of pieces)
        if (at < offset + piece.length && at + bytes.length > offset)
          bytes.copy(piece, Math.max(0, at - offset), Math.max(0, offset - at));
      this.reads += 1;
      this.bytes += piece.length;
      return piece;
    },
    async close() {},
  };
}
