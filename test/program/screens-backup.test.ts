/** A first backup, as its user makes it: the program in a real terminal, keys only. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDemo } from '../../core/device/demo.ts';
import { testFolder } from '../support/folder.ts';
import { program, runProgram } from '../support/program.ts';
import { startTerminal, type TerminalOptions, type TestTerminal } from '../support/terminal.ts';
import { testWorld } from '../support/world.ts';

const enter = '\r';
const interrupt = '\u0003';

async function startScreens(t: TestContext, options: Partial<TerminalOptions> = {}) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const demo = path.join(folder, 'demo');
  mkdirSync(home);
  await makeDemo(testWorld(), demo);
  const command = [process.execPath, program, '--home', home, '--installation', demo];
  const open = async () => {
    const terminal = await startTerminal({ command, ...options });
    t.after(() => terminal.close());
    return terminal;
  };
  return { open, home, demo, backups: path.join(demo, 'homeassistant/backups') };
}

/** From Home, where "Back up now" is selected: through its form and its question. */
async function startBackup(terminal: TestTerminal): Promise<void> {
  terminal.type(enter);
  await terminal.shows('> Start the backup');
  terminal.type(enter);
  await terminal.shows('Start this backup?');
  terminal.type(enter);
}

/** Enough to read for some seconds, and nothing on the disk. */
function addLargeFile(demo: string): void {
  writeFileSync(path.join(demo, 'media/large.bin'), '');
  truncateSync(path.join(demo, 'media/large.bin'), 40e9);
}

test('from Home to a backup that verifies, and back Home, which says protected', async (t) => {
  const { open, home, backups } = await startScreens(t);
  const terminal = await open();
  await terminal.shows('Not protected');
  await terminal.shows('everything, in one backup');
  await startBackup(terminal);
  await terminal.shows('read back and found whole');
  terminal.type(enter);
  await terminal.shows('[ok] Protected.');
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
  const [name = ''] = readdirSync(backups);
  const { exitCode } = await runProgram(['verify', path.join(backups, name), '--json'], { home });
  assert.equal(exitCode, 0);
});

test('closing the window stops nothing: the next start shows the backup, and it can be stopped there', async (t) => {
  const { open, demo, backups } = await startScreens(t);
  addLargeFile(demo);
  const first = await open();
  await first.shows('Back up now');
  await startBackup(first);
  await first.shows('media/large.bin');
  await first.hangUp();
  const second = await open();
  await second.shows('Back up now');
  second.type('1');
  await second.shows('See how far it is');
  second.type(enter);
  await second.shows('media/large.bin');
  second.type(interrupt);
  await second.shows('Ctrl+C once more');
  second.type(interrupt);
  await second.shows('The backup was stopped.');
  assert.deepEqual(readdirSync(backups), []);
});

test('an update of the page of a job takes 200 bytes at most in ASCII without colour', async (t) => {
  const { open, demo } = await startScreens(t, { term: 'vt100' });
  addLargeFile(demo);
  const terminal = await open();
  await terminal.shows('Back up now');
  await startBackup(terminal);
  // The time left is said when the page has long been drawn.
  await terminal.shows(' left');
  const drawn = terminal.output().length;
  await terminal.until(() => terminal.output().length > drawn + 2000, 'The page did not move');
  const updates = terminal.output().slice(drawn).split('\u001B[?2026h').slice(1, -1);
  assert.ok(updates.length > 5);
  for (const update of updates)
    assert.ok(update.length <= 200, `${update.length}: ${JSON.stringify(update)}`);
  terminal.type(interrupt);
  await terminal.shows('once more');
  terminal.type(interrupt);
  await terminal.shows('The backup was stopped.');
});
