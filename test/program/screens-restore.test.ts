/** The whole way in a real terminal: Home, a backup, one file of it, and it is there again. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { program } from '../support/program.ts';
import { startTerminal } from '../support/terminal.ts';

const keys = { enter: '\r', down: '\u001B[B', space: ' ', tab: '\t' };

test('a file that was spoilt is brought back with the keys alone', async (t) => {
  const home = mkdtempSync(path.join(tmpdir(), 'lifeboat-walk-'));
  t.after(() => rmSync(home, { recursive: true }));
  const lifeboat = (...words: string[]) => [process.execPath, program, ...words, '--home', home];
  for (const words of [['demo'], ['backup', '--yes']]) {
    const [file = '', ...rest] = lifeboat(...words);
    execFileSync(file, rest, { stdio: 'pipe' });
  }
  const file = path.join(home, 'demo/homeassistant/automations.yaml');
  const content = readFileSync(file, 'utf8');
  writeFileSync(file, 'spoilt\n');

  const terminal = await startTerminal({ command: lifeboat() });
  t.after(() => terminal.close());
  const selected = () => /^ > (.*)$/m.exec(terminal.screen())?.[1] ?? '';
  const select = async (words: string) => {
    for (let tries = 0; tries < 30 && !selected().includes(words); tries += 1) {
      const before = selected();
      terminal.type(keys.down);
      await terminal.until(() => selected() !== before, `The selection did not move from ${before}`);
    }
  };
  await terminal.shows('Last backup');
  const number = /^ [> ] (\d) +Restore /m.exec(terminal.screen())?.[1];
  assert.ok(number, 'Home offers to restore');
  terminal.type(number);
  await terminal.shows('Which backup?');
  terminal.type(keys.enter);
  await terminal.shows('What shall come back?');
  terminal.type(keys.enter);
  await terminal.shows('differ');
  terminal.type(keys.enter);
  await terminal.shows('changed since');
  await select('automations.yaml');
  terminal.type(keys.space);
  await terminal.shows('picked 1 of');
  terminal.type(keys.tab);
  await terminal.shows('What changes on');
  await terminal.shows('> Go back');
  await select('Restore 1 file');
  terminal.type(keys.enter);
  await terminal.shows('Restored: homeassistant/automations.yaml.');
  assert.equal(readFileSync(file, 'utf8'), content);
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
});
