/** Raw deflate of one block of the tar, independent of all others: any number can be made at the same time. */
import zlib from 'node:zlib';

const storedLimit = 0xffff;
const storedHead = 5;
const samples = 16;
const sampleSize = 512;
/** Bits per byte beyond which deflate gains nothing; random bytes come to 7.98 in a sample of this size. */
const incompressible = 7.9;

/** Complete deflate blocks on a byte boundary, none of them final. */
export function deflateBlock(bytes: Buffer, level: number): Uint8Array<ArrayBuffer> {
  // Pictures and films are where deflate is slowest and gains least: they are stored.
  if (level === 0 || entropyOf(bytes) > incompressible) return storeBlock(bytes);
  const deflated = zlib.deflateRawSync(bytes, {
    level,
    memLevel: 9,
    finishFlush: zlib.constants.Z_SYNC_FLUSH,
    // Room for the whole result, so that it is not put together from pieces; and never so little that it comes out of
    // Buffer's shared pool, which cannot be handed to another thread.
    chunkSize: Math.max(4 * Buffer.poolSize, bytes.length + Math.ceil(bytes.length / 1000) + 64),
  });
  // What was not needed goes back at once: of zeros a hundred results wait until they fill a chunk of the cipher.
  return new Uint8Array((deflated.buffer as ArrayBuffer).transfer(deflated.length));
}

function storeBlock(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(bytes.length / storedLimit);
  const stored = Buffer.allocUnsafeSlow(bytes.length + blocks * storedHead);
  let to = 0;
  for (let from = 0; from < bytes.length; from += storedLimit) {
    const length = Math.min(storedLimit, bytes.length - from);
    stored[to] = 0;
    stored.writeUInt16LE(length, to + 1);
    stored.writeUInt16LE(length ^ 0xffff, to + 3);
    bytes.copy(stored, to + storedHead, from, from + length);
    to += storedHead + length;
  }
  return stored;
}

/** Order-0 entropy of some samples, in bits per byte. 0 for blocks too short to be worth a look. */
function entropyOf(bytes: Buffer): number {
  if (bytes.length < samples * sampleSize) return 0;
  const counts = new Uint32Array(256);
  const step = Math.floor((bytes.length - sampleSize) / (samples - 1));
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * step;
    for (let i = start; i < start + sampleSize; i++) {
      const byte = bytes[i] as number;
      counts[byte] = (counts[byte] as number) + 1;
    }
  }
  const total = samples * sampleSize;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
