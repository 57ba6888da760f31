/** The code of the archive writer's worker threads as one script, to be built into the program: it is a single file. */
import { build } from 'esbuild';

/** What to define in a bundle that writes archives. */
export async function workerDefine(): Promise<{ LIFEBOAT_PACK_WORKER: string }> {
  const { outputFiles } = await build({
    entryPoints: ['core/archive/write/worker.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs', // a worker that is started from a string runs as CommonJS
    target: 'node24',
    minify: true,
    write: false,
  });
  return { LIFEBOAT_PACK_WORKER: JSON.stringify(outputFiles[0]?.text ?? '') };
}
