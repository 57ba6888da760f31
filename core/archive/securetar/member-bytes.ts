/** The bytes of a member, never beyond its end nor the end of the source, whatever the outer tar says. */
import { throwIfCancelled } from '../../errors.ts';
import type { Member, Source } from '../types.ts';

/** How many of the member's bytes are there. */
export function availableSize(source: Source, member: Member): number {
  return Math.max(0, Math.min(member.size, source.size - member.offset));
}

/** Up to `length` bytes at `start` of the member; fewer at its end. */
export async function readMember(
  source: Source,
  member: Member,
  start: number,
  length: number,
): Promise<Buffer> {
  const size = Math.min(length, availableSize(source, member) - start);
  return size > 0 ? source.read(member.offset + start, size) : Buffer.alloc(0);
}

/**
 * The member's bytes from `start` to `end` in pieces of `size` (the last one shorter), one read ahead of the consumer.
 * Ends early where the member does.
 */
export async function* readAhead(
  source: Source,
  member: Member,
  range: { start: number; end: number; size: number },
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const readAt = (offset: number) => {
    const read = readMember(source, member, offset, Math.min(range.size, range.end - offset));
    read.catch(() => {}); // whoever leaves early never awaits it; whoever stays gets the error below
    return read;
  };
  let offset = range.start;
  let next = readAt(offset);
  while (true) {
    throwIfCancelled(signal);
    const piece = await next;
    if (piece.length === 0) return;
    offset += piece.length;
    next = readAt(offset);
    yield piece;
  }
}
