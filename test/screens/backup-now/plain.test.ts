/** The same backup in numbered menus, without a screen. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { openJobs } from '../../../core/jobs/jobs.ts';
import { plainBackup } from '../../../screens/backup-now/plain.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

/** What is said when these lines are typed, and what lies in the location then. */
async function converse(t: TestContext, ...typed: string[]) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const world = testWorld();
  mkdirSync(home);
  await makeDemo(world, path.join(folder, 'demo'));
  const installation = await findInstallation(world, { config: path.join(folder, 'demo') });
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(typed.map((line) => `${line}\n`).join(''));
  const terminal = openPlainTerminal({ input, output }, true);
  const program = [process.execPath, path.resolve('source/main.ts')] as const;
  const jobs = openJobs({ world, home, installation: installation.config, program: [...program] });
  await plainBackup(terminal, { world, home, installation, jobs, wishes: {} });
  terminal.close();
  output.end();
  return { said: await readAll(output), made: readdirSync(installation.backups) };
}

test('a backup is started by numbers, told step by step, and its end says what came of it', async (t) => {
  const { said, made } = await converse(t, '1', '1');
  assert.equal(made.length, 1);
  for (const sentence of [
    '1  Start the backup',
    'Location backups',
    'To the location backups.',
    'You may close this window: the backup goes on.',
    'Writing the files',
    'Reading back from backups',
    'Backed up: ',
    'only on this device',
  ])
    assert.ok(said.includes(sentence), `${sentence}\n${said}`);
});

test('what is left out is said before the start, and q starts nothing', async (t) => {
  const { said, made } = await converse(t, '3', '1', '2', 'q');
  assert.ok(said.includes('history database, 5.6 MB: left out'), said);
  assert.ok(said.includes('Without history database.'), said);
  assert.deepEqual(made, []);
});

test('without a location it cannot be started, and the reason is said', async (t) => {
  const { said, made } = await converse(t, '8', '1');
  assert.ok(said.includes('It cannot be started: no location is ticked.'), said);
  assert.deepEqual(made, []);
});
