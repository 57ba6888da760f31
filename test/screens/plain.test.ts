import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { LifeboatError } from '../../core/errors.ts';
import { openJobs } from '../../core/jobs/jobs.ts';
import { runPlain } from '../../screens/plain/index.ts';
import type { Registry } from '../../screens/shell/screen.ts';
import { testFolder } from '../support/folder.ts';
import { testWorld } from '../support/world.ts';

const View = () => null;

const screens: Registry = {
  greet: {
    title: 'Greet',
    View,
    task: {
      label: 'Greet',
      hint: '',
      state: () => ({ text: 'not greeted yet', needs: 'attention' }),
      async plain(terminal) {
        terminal.say(`Hello ${await terminal.ask('Your name?')}\u001B[2J`);
      },
    },
  },
  fail: {
    title: 'Fail',
    View,
    task: {
      label: 'Fail',
      hint: '',
      state: ({ backups }) => ({ text: `${backups.count} backups` }),
      async plain() {
        throw new LifeboatError('failed', 'NO', 'It did not work.', { remedies: ['Try again.'] });
      },
    },
  },
};

/** What is said when these lines are typed. */
async function talk(t: TestContext, ...lines: string[]): Promise<string> {
  const folder = testFolder(t);
  mkdirSync(path.join(folder, 'empty'));
  const world = testWorld({ root: path.join(folder, 'empty'), env: {}, home: folder });
  const input = new PassThrough();
  const output = new PassThrough();
  const said = readAll(output);
  input.end(lines.map((line) => `${line}\n`).join(''));
  const home = path.join(folder, 'home');
  const jobs = openJobs({ world, home, installation: null, program: [process.execPath] });
  const context = { world, home, installation: null, jobs, wishes: {} };
  assert.equal(await runPlain(context, { input, output }, { isAsciiOnly: true, screens }), 0);
  output.end();
  return await said;
}

test('without an installation the demo is offered, and its tasks follow', async (t) => {
  const said = await talk(t, '3', '1', 'Zoë', '2', '7', 'q');
  assert.match(said, /No Home Assistant was found/);
  assert.match(said, /Not protected\.\nThere is no backup yet\./);
  assert.match(said, /1 {2}Greet: not greeted yet \(needs you\)\n2 {2}Fail: 0 backups/);
  assert.match(said, /Hello Zo\?\\x1b\[2J\n/);
  assert.match(said, /It did not work\.\nTry again\./);
  assert.match(said, /Please type a number from 1 to 2, or q\./);
  assert.match(said, /Goodbye\.\n$/);
  assert.doesNotMatch(said, /\u001B/);
});

test('a directory that holds no installation is told, and asked again', async (t) => {
  const said = await talk(t, '1', '~/empty', 'q');
  assert.match(said, /No Home Assistant was found.*[\s\S]*No Home Assistant was found/);
});

test('the end of the input is the end', async (t) => {
  assert.match(await talk(t), /Goodbye\.\n$/);
});
