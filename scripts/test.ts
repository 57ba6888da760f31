/**
 * Runs the tests and ends with one line: `N passed, N failed, N skipped`.
 *
 *   node scripts/test.ts [--home-assistant | --machine] [FILE..]
 *
 * Without arguments: all but the tests against a running Home Assistant (`test/home-assistant`) and those on a real
 * machine (`test/machine`).
 */
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

process.env.TZ = 'UTC';
process.umask(0o022);
process.env.LIFEBOAT_HOME = '/nonexistent/lifeboat-tests-name-their-own-home';

const words = process.argv.slice(2);
const named = words.filter((word) => !word.startsWith('--'));
const apart = ['home-assistant', 'machine'];
const chosen = apart.find((folder) => words.includes(`--${folder}`));
const filesIn = (folder: string) => globSync(`test/${folder}/**/*.test.{ts,tsx}`);
const filesApart = apart.flatMap(filesIn);
const files =
  named.length > 0
    ? named
    : chosen
      ? filesIn(chosen)
      : filesIn('.').filter((file) => !filesApart.includes(file));

const minutes = chosen === 'machine' ? 60 : chosen === 'home-assistant' ? 15 : 10;
process.env.LIFEBOAT_TEST_PATIENCE = String(2 * minutes);

const counts = { passed: 0, failed: 0, skipped: 0 };
const stream = run({
  files: files.sort(),
  // One Home Assistant at a time: the first start of a fresh one installs what its integrations want. One machine, too.
  concurrency: chosen ? 1 : 2,
  // Of one test. An emulated machine takes ten times as long as a real one.
  timeout: minutes * 60_000,
  execArgv: [
    ...['--import', './scripts/tsx-hooks.ts'],
    ...['--import', './scripts/test-patience.ts'],
    '--disable-warning=ExperimentalWarning',
  ],
});
stream.on('test:pass', ({ details, skip, todo }) => {
  const isSkipped = skip !== undefined || todo !== undefined;
  // A suite counts through its tests; one that is skipped as a whole has none.
  if (details.type === 'suite' && !isSkipped) return;
  counts[isSkipped ? 'skipped' : 'passed'] += 1;
});
stream.on('test:fail', ({ details }) => {
  const { failureType } = details.error as { failureType?: string };
  if (failureType !== 'subtestsFailed') counts.failed += 1;
});
stream.compose(spec).pipe(process.stdout);
stream.on('end', () => {
  // Tests that want what this machine lacks are skipped; continuous integration makes failures of those.
  const ran = process.env.LIFEBOAT_TEST_REQUIRE === '1' ? counts.passed : counts.passed + counts.skipped;
  process.exitCode = counts.failed > 0 || ran === 0 ? 1 : 0;
  process.on('exit', () =>
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`),
  );
});
