/** What is in one file of a backup, as much of it as anybody reads on a screen. */
import { readOneFile } from '../../core/archive/read-file.ts';
import type { OpenedBackup } from './open-backup.ts';

export type FileContent =
  | { kind: 'text'; lines: string[]; isCut: boolean }
  /** `head`: its first bytes. */
  | { kind: 'binary'; head: Buffer };

/** Bytes that are read of a file. Text files of Home Assistant have some kilobytes; `c` brings out what is longer. */
const longestRead = 2 ** 20;
/** Bytes shown of a file that is no text. */
const headSize = 512;

/** Thrown by us to leave a file behind what is shown of it. */
class Enough extends Error {}

/** Reads the beginning of a file. Throws LifeboatError not-found, wrong-key, damaged, cancelled. */
export async function readContent(
  { archive, keys }: OpenedBackup,
  path: string,
  signal: AbortSignal,
): Promise<FileContent> {
  const pieces: Buffer[] = [];
  let length = 0;
  const write = (piece: Buffer) => {
    // The piece is the reader's own, to be used again.
    pieces.push(Buffer.from(piece.subarray(0, longestRead - length)));
    length += piece.length;
    if (length > longestRead) throw new Enough();
  };
  try {
    await readOneFile(archive, keys, path, write, { signal });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return describeContent(Buffer.concat(pieces), length > longestRead);
}

/** Text is what is UTF-8 and has no zero byte, as for git. */
export function describeContent(content: Buffer, isCut: boolean): FileContent {
  const text = content.includes(0) ? null : decode(content, isCut);
  if (text === null) return { kind: 'binary', head: content.subarray(0, headSize) };
  return { kind: 'text', lines: linesOf(text), isCut };
}

function decode(content: Buffer, isCut: boolean): string | null {
  try {
    // A character that the cut went through is waited for, and left out.
    return new TextDecoder('utf-8', { fatal: true }).decode(content, { stream: isCut });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A final newline ends the last line; it does not begin another. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Rows of a hex dump: the offset, the bytes, and what of them is ASCII. */
export function hexRows(bytes: Buffer, perRow: number): string[] {
  return Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, row) => {
    const offset = row * perRow;
    const piece = bytes.subarray(offset, offset + perRow);
    const hex = Array.from(piece, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = Array.from(piece, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    );
    return `${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(perRow * 3 - 1)}  ${ascii.join('')}`;
  });
}
