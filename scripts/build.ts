/** Bundles the program into `dist/lifeboat.js`: one file that runs on its own, workers and jobs included. */
import { chmod, readFile, stat } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';
import { workerDefine } from './worker.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
const quiet = process.argv.includes('--quiet');

/** What both builds have in common. */
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  keepNames: true,
  legalComments: 'none',
} satisfies BuildOptions;

/** The program is put as a text into the file of its entry; see source/load.ts. */
const program = await build({
  ...common,
  entryPoints: ['source/program.ts'],
  write: false,
  define: {
    'process.env.NODE_ENV': '"production"',
    LIFEBOAT_VERSION: JSON.stringify(version),
    ...(await workerDefine()),
  },
  // Ink imports its devtools statically; they are a development dependency that a program does not ship.
  // The argon2 of hash-wasm alone: the whole of it would make the program a sixth larger.
  alias: {
    'react-devtools-core': './scripts/empty.ts',
    'hash-wasm': 'hash-wasm/dist/argon2.umd.min.js',
  },
  // Some CommonJS packages ask for `require` at run time; an ES module has none of its own.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
});
await build({
  ...common,
  entryPoints: ['source/main.ts'],
  outfile: 'dist/lifeboat.js',
  define: { LIFEBOAT_PROGRAM: JSON.stringify(program.outputFiles[0]?.text) },
  banner: { js: '#!/usr/bin/env node' },
});
await chmod('dist/lifeboat.js', 0o755);
if (!quiet) {
  const { size } = await stat('dist/lifeboat.js');
  console.log(`dist/lifeboat.js ${(size / 1024).toFixed(0)} kB`);
}
