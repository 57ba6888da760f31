/** Bundles the program into `dist/lifeboat.js`: one file that runs on its own, workers and jobs included. */
import { chmod, readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { workerDefine } from './worker.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
const quiet = process.argv.includes('--quiet');

const result = await build({
  entryPoints: ['source/main.ts'],
  outfile: 'dist/lifeboat.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  define: {
    'process.env.NODE_ENV': '"production"',
    LIFEBOAT_VERSION: JSON.stringify(version),
    ...(await workerDefine()),
  },
  // Ink imports its devtools statically; they are a development dependency that a program does not ship.
  alias: { 'react-devtools-core': './scripts/empty.ts' },
  // Some CommonJS packages ask for `require` at run time; an ES module has none of its own.
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
});
await chmod('dist/lifeboat.js', 0o755);
if (!quiet) {
  const bytes = Object.values(result.metafile.outputs)[0]?.bytes ?? 0;
  console.log(`dist/lifeboat.js ${(bytes / 1024).toFixed(0)} kB`);
}
