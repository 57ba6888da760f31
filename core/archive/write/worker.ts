/** What runs in a worker thread: jobs in, packed blocks out. Loads nothing that it does not need. */
import { parentPort, workerData } from 'node:worker_threads';
import { Packer } from './pack.ts';
import type { Piece } from './types.ts';

const packer = new Packer((workerData as { level: number }).level);

parentPort?.on('message', (pieces: Piece[]) => {
  const packed = packer.pack(pieces);
  parentPort?.postMessage(packed, [packed.deflated.buffer]);
});
