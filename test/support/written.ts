/** Archives that a test writes, as files. */
import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync, writeSync } from 'node:fs';
import type { ArchiveTarget, Issue, TarItem } from '../../core/archive/write/types.ts';
import {
  type ArchiveOutput,
  createArchiveWriter,
  type WriterOptions,
  type WrittenMember,
} from '../../core/archive/write/writer.ts';

export interface Written extends WrittenMember {
  issues: Issue[];
}

export const writerOptions: WriterOptions = {
  workers: 2,
  randomBytes,
  now: () => new Date('2026-11-20T15:05:00.250Z'),
};

/** Writes one member and the metadata into `file`. */
export async function writeArchive(
  file: string,
  member: string,
  items: Iterable<TarItem> | AsyncIterable<TarItem>,
  { encryption = null, ...options }: Partial<WriterOptions & Pick<ArchiveOutput, 'encryption'>> = {},
): Promise<Written> {
  const fd = openSync(file, 'w');
  const writer = createArchiveWriter([{ target: fileTarget(fd), encryption }], {
    ...writerOptions,
    ...options,
  });
  try {
    const issues: Issue[] = [];
    const written = await writer.addMember(member, items, { onIssue: (issue) => issues.push(issue) });
    await writer.addMetadata(() => ({ slug: '0123abcd' }));
    await writer.finish();
    return { ...written, issues };
  } finally {
    await writer.close();
    closeSync(fd);
  }
}

/** Takes everything and keeps nothing. */
export const nowhere: ArchiveOutput = { target: { write() {}, patch() {} }, encryption: null };

export function fileTarget(fd: number): ArchiveTarget {
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    },
    patch(offset, bytes) {
      writeSync(fd, bytes, 0, bytes.length, offset);
    },
  };
}

export function fileItem(path: string, source: string): TarItem {
  return { kind: 'file', path, source, stat: lstatSync(source) };
}
