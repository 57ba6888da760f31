/**
 * Keeping a long job's memory low. V8 collects by what its own heap holds: it lets the space for young objects grow to 64 MB
 * while much passes through, and leaves as much again in buffers, which lie outside, to wait for that.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

/** To be called before a job: what is young stays in the few megabytes that it has by then. Costs no time that can be told. */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** Bytes in buffers that may pass between two collections, each of which takes a millisecond or two. */
const mostPassed = 8 * 2 ** 20;

let passed = 0;
let collect: ((options: { type: 'minor' }) => void) | null = null;

/** Told of buffers that nobody needs any more, it has them collected before they pile up. */
export function bufferPassed(bytes: number): void {
  passed += bytes;
  if (passed < mostPassed) return;
  passed = 0;
  collect ??= collector();
  collect({ type: 'minor' });
}

function collector(): (options: { type: 'minor' }) => void {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc');
}
