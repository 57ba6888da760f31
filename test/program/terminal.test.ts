import assert from 'node:assert/strict';
import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { core, plain, setUp } from '../support/command.ts';
import { program } from '../support/program.ts';
import { startTerminal } from '../support/terminal.ts';

async function atTerminal(t: TestContext, ...words: string[]) {
  const { home, place } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  copyFileSync(core, path.join(place, 'b.tar'));
  const command = [
    process.execPath,
    program,
    ...words.map((word) => word.replace('PLACE', place)),
    '--home',
    home,
  ];
  const terminal = await startTerminal({ command, columns: 120 });
  t.after(() => terminal.close());
  return { terminal, place };
}

test('delete asks on a terminal, and a yes is needed', async (t) => {
  const { terminal, place } = await atTerminal(t, 'delete', 'd81044ee', '--location', 'PLACE');
  await terminal.shows('1 backup left');
  await terminal.shows('[yes/no]');
  terminal.type('yes\r');
  assert.equal(await terminal.ends(), 0);
  assert.deepEqual(readdirSync(place), ['b.tar']);
});

test('anything else than yes, and Ctrl+C too, deletes nothing', async (t) => {
  for (const answer of ['no\r', '\r', '\u0003']) {
    const { terminal, place } = await atTerminal(t, 'delete', 'd81044ee', '--location', 'PLACE');
    await terminal.shows('[yes/no]');
    terminal.type(answer);
    assert.equal(await terminal.ends(), 130);
    assert.deepEqual(readdirSync(place), ['a.tar', 'b.tar']);
  }
});

test('to delete several at once the words have to be typed', async (t) => {
  const { terminal, place } = await atTerminal(t, 'delete', 'd81044ee', '29e21ed4', '--location', 'PLACE');
  await terminal.shows('Type "delete 2" to go on:');
  terminal.type('yes\r');
  assert.equal(await terminal.ends(), 130);
  assert.equal(readdirSync(place).length, 2);
});

test('progress is drawn over on a terminal, and gone at the end', async (t) => {
  const { terminal } = await atTerminal(t, 'verify', 'PLACE/a.tar');
  assert.equal(await terminal.ends(), 0);
  await terminal.shows('d81044ee: whole');
  assert.match(terminal.output(), /Verifying homeassistant/);
  assert.ok(!terminal.screen().includes('Verifying'));
});

test('the bare command starts the screens on a terminal', async (t) => {
  const { config } = setUp(t);
  const { terminal } = await atTerminal(t, '--installation', config);
  await terminal.shows('quit');
  assert.ok(terminal.isAlternate());
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
});
