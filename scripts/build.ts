/** Bundles the program into `dist/lifeboat.js`: one file that runs on its own, workers and jobs included. */
import { chmod, readFile, stat } from 'node:fs/promises';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { workerDefine } from './worker.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
const quiet = process.argv.includes('--quiet');

/** What packages do when they are loaded and need not, as changes to their text. Together a sixth of the start. */
const lazily: Plugin = {
  name: 'lazily',
  setup({ onLoad }) {
    // Yoga gets its WebAssembly by `fetch` from a text of its own, which loads all of Node's HTTP client; without it, it
    // decodes the text.
    onLoad({ filter: /yoga-layout\/dist\/binaries\/.*\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
      loader: 'js',
    }));
    // The pattern of all emoji is compiled where it stands, even if no text is ever held against it.
    onLoad({ filter: /string-width\/index\.js$/ }, async ({ path }) => {
      const pattern = '/^\\p{RGI_Emoji}$/v';
      const text = await readFile(path, 'utf8');
      if (!text.includes(`= ${pattern};`)) throw new Error(`${path} has changed: see scripts/build.ts`);
      const lazy = `{ test: (s) => (emoji ??= new RegExp('^\\\\p{RGI_Emoji}$', 'v')).test(s) }; let emoji`;
      return { contents: text.replace(pattern, () => lazy), loader: 'js' };
    });
  },
};

/** What both builds have in common. */
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Else patterns with the flag v, as for emoji, are compiled when the program starts, not when they are needed.
  supported: { 'regexp-set-notation': true },
  minify: true,
  keepNames: true,
  legalComments: 'none',
} satisfies BuildOptions;

/** The program is put as a text into the file of its entry; see source/load.ts. */
const program = await build({
  ...common,
  entryPoints: ['source/program.ts'],
  plugins: [lazily],
  write: false,
  define: {
    'process.env.NODE_ENV': '"production"',
    LIFEBOAT_VERSION: JSON.stringify(version),
    'Intl.Segmenter': 'LazySegmenter',
    ...(await workerDefine()),
  },
  inject: ['./scripts/lazy-segmenter.ts'],
  // Ink imports its devtools statically; they are a development dependency that a program does not ship.
  // The argon2 of hash-wasm alone: the whole of it would make the program a sixth larger.
  alias: {
    'react-devtools-core': './scripts/empty.ts',
    'hash-wasm': 'hash-wasm/dist/argon2.umd.min.js',
    'string-width': './scripts/string-width.ts',
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
