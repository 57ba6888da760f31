/** Poly1305 in plain arithmetic, for the one case that Node's own cannot do (see secretstream.ts). */

const prime = (1n << 130n) - 5n;
const low130 = (1n << 130n) - 1n;
const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** The 16-byte authenticator of a message under a 32-byte one-time key. About 30 ms a MiB: only for last chunks. */
export function poly1305(key: Buffer, message: Buffer): Buffer {
  const r = littleEndian(key, 0) & clamp;
  let sum = 0n;
  let offset = 0;
  for (; offset + 16 <= message.length; offset += 16) {
    const product = (sum + littleEndian(message, offset) + (1n << 128n)) * r;
    sum = (product & low130) + 5n * (product >> 130n); // 2^130 is 5 modulo the prime
  }
  if (offset < message.length) {
    const rest = Buffer.alloc(32);
    message.copy(rest, 0, offset);
    rest[message.length - offset] = 1;
    sum = (sum + littleEndian(rest, 0) + (littleEndian(rest, 16) << 128n)) * r;
  }
  const mac = (sum % prime) + littleEndian(key, 16);
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, mac), 0);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, mac >> 64n), 8);
  return bytes;
}

function littleEndian(bytes: Buffer, offset: number): bigint {
  return bytes.readBigUInt64LE(offset) | (bytes.readBigUInt64LE(offset + 8) << 64n);
}
