/** The whole way on a real terminal: into an encrypted backup, a file's text, what changed in it, and out with it. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { core, locked, secret, setUp } from '../support/command.ts';
import { program } from '../support/program.ts';
import { startTerminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';

/** The list of backups, with this archive alone in it. */
async function openBackups(t: TestContext, file: string) {
  const { folder, home, config } = setUp(t);
  const archive = path.join(config, 'backups/only.tar');
  copyFileSync(file, archive);
  const terminal = await startTerminal({
    command: [process.execPath, program, '--home', home, '--installation', config],
    env: { HOME: folder },
  });
  t.after(() => terminal.close());
  await terminal.shows('Backups ');
  terminal.type('2');
  return { terminal, archive, folder, home, config };
}

test('browse into an encrypted backup, view a file, compare it, copy it out', async (t) => {
  const { terminal, folder, home, config } = await openBackups(t, locked);
  await terminal.shows('and no key that is known here opens it');
  terminal.type('\r');
  await terminal.shows('No key that is known here opens');
  terminal.type(`${secret}\r`);
  await terminal.shows('The key fits');
  assert.ok(!terminal.output().includes(secret), 'the key is never drawn');
  terminal.type('\r');
  await terminal.hides('The key fits');
  terminal.type('/');
  await terminal.shows('Find:');
  terminal.type('configuration.yaml\r');
  await terminal.shows('> homeassistant/configuration.yaml');
  terminal.type('\r');
  await terminal.shows('1 default_config:');
  terminal.type('=');
  await terminal.shows('- only in the backup    + only there now');
  terminal.type('c');
  await terminal.shows(`Directory: ${folder}/from-backup`);
  terminal.type('\r');
  const copied = path.join(folder, 'from-backup/homeassistant/configuration.yaml');
  await until('the file is there', 180, async () => existsSync(copied));
  assert.notEqual(
    readFileSync(copied, 'utf8'),
    readFileSync(path.join(config, 'configuration.yaml'), 'utf8'),
  );
  await terminal.shows('Home');
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
  assert.equal(existsSync(path.join(home, 'keys.json')), false, 'a key that was only tried is not kept');
});

test('a backup is deleted on the terminal after the question, and not by a paste', async (t) => {
  const { terminal, archive } = await openBackups(t, core);
  await terminal.shows('look inside');
  terminal.type('d');
  await terminal.shows('No backup stays.');
  terminal.type('\u001B[200~delete 1\u001B[201~\r');
  await terminal.shows('That is not "delete 1". Nothing was done.');
  assert.ok(existsSync(archive));
  const word = 'delete 1';
  for (let typed = 1; typed <= word.length; typed += 1) {
    terminal.type(word[typed - 1] ?? '');
    await terminal.shows(`to go on: ${word.slice(0, typed).trimEnd()}`);
  }
  terminal.type('\r');
  await terminal.shows('There is no backup yet.');
  assert.ok(!existsSync(archive));
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
});
