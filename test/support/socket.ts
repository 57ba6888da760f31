import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';

/** A socket in this folder, by a short way there: what leads to one has 108 bytes at most. */
export async function makeSocket(t: TestContext, folder: string, name: string): Promise<void> {
  const fd = openSync(folder, 'r');
  const server = createServer().listen(`/proc/self/fd/${fd}/${name}`);
  t.after(() => server.close(() => closeSync(fd)));
  await once(server, 'listening');
}
