import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { openJobs } from '../../../core/jobs/jobs.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { plainPrepare } from '../../../screens/prepare/plain.ts';
import { registry } from '../../../screens/registry.ts';
import type { Registry } from '../../../screens/shell/screen.ts';
import { testFolder } from '../../support/folder.ts';
import { renderApp } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

const all: Registry = registry;

/** A demo with films in it, and what is shown of it. */
async function device(t: TestContext, env: Record<string, string> = {}) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const world = testWorld({ env });
  await makeDemo(world, path.join(folder, 'demo'));
  const installation = await findInstallation(world, { config: path.join(folder, 'demo') });
  const films = path.join(folder, 'demo/media/films');
  mkdirSync(films);
  writeFileSync(path.join(films, 'harbour.mp4'), '');
  truncateSync(path.join(films, 'harbour.mp4'), 40_000_000);
  return { home, world, installation };
}

async function open(t: TestContext, env: Record<string, string> = {}) {
  const context = await device(t, env);
  const app = renderApp({ registry: all, start: { screen: 'prepare', params: null }, context });
  t.after(app.unmount);
  await app.hides(' ...');
  /** Opens the check of that title. */
  const choose = async (title: string) => {
    await app.press('home');
    for (let row = 0; row < 40 && !app.selected().includes(title); row += 1) await app.press('down');
    await app.press('enter');
    await app.shows(`Prepare › ${title}`);
  };
  const excluded = async () => (await openSettings(context.home)).get('exclude');
  return { ...context, app, choose, excluded };
}

test('a folder is left out of every backup and carried again, each time after a question', async (t) => {
  const { app, choose, excluded } = await open(t);
  await choose('Biggest in the backup');
  await app.shows('40 MB  media/films/');
  await app.press('enter');
  await app.shows('Leave out media/films');
  await app.press('escape');
  await app.hides('Leave it out of every backup');
  assert.deepEqual(await excluded(), []);
  await app.press('enter', 'down', 'enter');
  await app.shows('Every backup leaves out media/films from now on.');
  assert.deepEqual(await excluded(), ['media/films']);
  await app.shows('No file or folder is large');
  await app.press('escape');
  await choose('Left out by you');
  await app.press('enter', 'down', 'enter');
  await app.shows('Backups carry media/films again.');
  assert.deepEqual(await excluded(), []);
});

test('what a typed pattern fits is shown before it leaves anything out', async (t) => {
  const { app, choose, excluded } = await open(t);
  await choose('Left out by you');
  await app.press('enter');
  await app.shows('Leave out by a pattern');
  await app.type('media/**/*.mp3');
  await app.press('enter');
  await app.shows('It fits no file that is there now.');
  await app.press('escape');
  await app.hides('It fits');
  await app.press('enter');
  await app.shows('Leave out by a pattern');
  await app.type('media/**/*.mp4');
  await app.press('enter');
  await app.shows('It fits one file with 40 MB:');
  await app.shows('media/films/harbour.mp4, 40 MB');
  assert.deepEqual(await excluded(), []);
  await app.press('down', 'enter');
  await app.shows('Every backup leaves out media/**/*.mp4 from now on.');
  assert.deepEqual(await excluded(), ['media/**/*.mp4']);
});

test('the database is left out as a part', async (t) => {
  const { app, choose, excluded } = await open(t);
  await choose('Database ');
  await app.press('end');
  while (!app.selected().includes('Leave the database out')) await app.press('up');
  await app.press('enter', 'down', 'enter');
  await app.shows('Every backup leaves out database from now on.');
  assert.deepEqual(await excluded(), ['database']);
  await app.shows('Carry the database in every backup again');
});

test('the lines for configuration.yaml name what writes most, and back leads to the check', async (t) => {
  const { app, choose } = await open(t);
  await choose('Busiest entities');
  await app.shows('7,200 rows');
  while (!app.selected().includes('Show the lines')) await app.press('up');
  await app.press('enter');
  await app.shows('recorder:');
  await app.press('down', 'down', 'down', 'down', 'down', 'down');
  await app.shows('- sensor.house_power # 7200 states');
  await app.press('escape');
  await app.shows('Prepare › Busiest entities');
  await app.press('escape');
  await app.shows(' fine');
});

test('a purge asks for a token that is missing, keeps it hidden, and is then ordered', async (t) => {
  const asked: { authorization: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ authorization: request.headers.authorization, body: await readAll(request) });
    response.end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const env = { LIFEBOAT_HOME_ASSISTANT_URL: `http://127.0.0.1:${port}` };
  const { app, choose, home } = await open(t, env);
  await choose('Oldest state');
  await app.press('enter');
  await app.shows('(10 days)');
  await app.press('down', 'enter');
  await app.shows('Home Assistant takes orders only with a token.');
  await app.paste('hunter2-token');
  await app.shows('*************');
  await app.press('enter');
  await app.shows('The token is kept');
  assert.equal(readFileSync(path.join(home, 'homeassistant-token'), 'utf8'), 'hunter2-token\n');
  assert.equal(statSync(path.join(home, 'homeassistant-token')).mode & 0o777, 0o600);
  assert.ok(!app.frame().includes('hunter2'));
  await app.press('enter', 'down', 'down', 'enter');
  await app.shows('Home Assistant purges its history now');
  assert.deepEqual(asked, [{ authorization: 'Bearer hunter2-token', body: '{"repack":true}' }]);
});

test('left while it looks, it stops looking', async (t) => {
  const context = await device(t);
  const app = renderApp({ registry: all, start: { screen: 'home', params: null }, context });
  t.after(app.unmount);
  await app.shows('Prepare this device');
  while (!app.selected().includes('Prepare this device')) await app.press('down');
  await Promise.all([app.shows('looked at ...'), app.press('enter')]);
  await app.press('escape');
  await app.shows('Prepare this device');
});

test('settings that cannot be read are told with ways out', async (t) => {
  const context = await device(t);
  writeFileSync(path.join(context.home, 'settings.json'), 'no json');
  const app = renderApp({ registry: all, start: { screen: 'prepare', params: null }, context });
  t.after(app.unmount);
  await app.shows('SETTINGS_UNREADABLE');
});

/** What plain mode says to these answers. */
async function plainly(
  { home, world, installation }: Awaited<ReturnType<typeof device>>,
  answers: readonly string[],
): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const terminal = openPlainTerminal({ input, output }, false);
  const jobs = openJobs({ world, home, installation: installation.config, program: ['true'] });
  const done = plainPrepare(terminal, { world, home, installation, jobs, wishes: {} });
  input.end([...answers, ''].join('\n'));
  await done;
  output.end();
  return readAll(output);
}

test('in plain mode the checks are a numbered list, and each tells what can be done', async (t) => {
  const made = await device(t);
  writeFileSync(path.join(made.installation.config, '.HA_RESTORE'), '{}');
  const said = await plainly(made, ['1', 'q']);
  assert.match(said, /\d+ of \d+ fine, one problem/);
  assert.match(said, /^1 {2}Forgotten restore: problem/m);
  assert.match(said, /If that is not wanted, delete it/);
  assert.match(
    said,
    /If that is not wanted, delete it.*1 {2}Go back/s,
    'it is not scrolled away by the list',
  );
});

test('in plain mode, too, something is left out, the lines are shown, and a purge is asked for', async (t) => {
  const made = await device(t);
  const list = await plainly(made, ['q']);
  const numberOf = (title: string) => new RegExp(`^(\\d+) {2}${title}: `, 'm').exec(list)?.[1] ?? '';
  const excluded = async () => (await openSettings(made.home)).get('exclude');

  const pattern = [numberOf('Left out by you'), '1', 'media/**/*.mp4'];
  const asked = await plainly(made, [...pattern, '2', 'q']);
  assert.match(asked, /It fits one file with 40 MB:/);
  assert.doesNotMatch(asked, /\bEnter\b/);
  assert.deepEqual(await excluded(), []);
  assert.match(
    await plainly(made, [...pattern, '1', 'q']),
    /Every backup leaves out media\/\*\*\/\*\.mp4 from now on/,
  );
  assert.deepEqual(await excluded(), ['media/**/*.mp4']);

  const lines = await plainly(made, [numberOf('Database'), '1', '1', 'q']);
  assert.match(lines, /^recorder:\n {2}purge_keep_days: 10$/m);
  const purge = plainly(made, [numberOf('Database'), '2', '1', 'q']);
  await assert.rejects(purge, { code: 'NO_TOKEN' });
});
