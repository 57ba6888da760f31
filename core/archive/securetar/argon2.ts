/**
 * Argon2id with SecureTar's cost: t = 8, m = 16 MiB, p = 1, 32 bytes.
 * Node has it from 24.7 on, and only where its OpenSSL is 3.2 or later; elsewhere WebAssembly does it.
 */
import crypto from 'node:crypto'; // not by name: the program must start on a Node that lacks argon2
import { promisify } from 'node:util';
import { systemCode } from '../../errors.ts';

const cost = { iterations: 8, memoryKiB: 16 * 1024, lanes: 1, length: 32 } as const;

export async function argon2id(password: Buffer, salt: Buffer): Promise<Buffer> {
  try {
    return await nativeArgon2id(password, salt);
  } catch (error) {
    if (systemCode(error) !== 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED') throw error;
    return wasmArgon2id(password, salt);
  }
}

/** Fails with ERR_CRYPTO_ARGON2_NOT_SUPPORTED (Node's own code for an old OpenSSL) where Node cannot. */
export async function nativeArgon2id(password: Buffer, salt: Buffer): Promise<Buffer> {
  if (typeof crypto.argon2 !== 'function') {
    throw Object.assign(new Error('This Node has no Argon2.'), { code: 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED' });
  }
  return promisify(crypto.argon2)('argon2id', {
    message: password,
    nonce: salt,
    parallelism: cost.lanes,
    tagLength: cost.length,
    memory: cost.memoryKiB,
    passes: cost.iterations,
  });
}

export async function wasmArgon2id(password: Buffer, salt: Buffer): Promise<Buffer> {
  const { argon2id: hash } = await import('hash-wasm');
  const key = await hash({
    password,
    salt,
    parallelism: cost.lanes,
    hashLength: cost.length,
    memorySize: cost.memoryKiB,
    iterations: cost.iterations,
    outputType: 'binary',
  });
  return Buffer.from(key);
}
