import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startTerminal, type TerminalOptions } from '../support/terminal.ts';

const program = [process.execPath, '--import', './scripts/tsx-hooks.ts', 'test/support/screens-program.tsx'];

async function start(t: TestContext, options: Partial<TerminalOptions> & { screen?: string } = {}) {
  const { screen = 'home', ...others } = options;
  const terminal = await startTerminal({ command: [...program, screen], ...others });
  t.after(terminal.close);
  return terminal;
}

test('the alternate screen is entered and left, and the line is as before', async (t) => {
  const terminal = await start(t);
  await terminal.shows('> Entry number 1');
  assert.ok(terminal.isAlternate());
  assert.match(terminal.lineSettings(), / -icanon/);
  assert.match(terminal.output(), /\u001B\[36m/, 'the selection has its colour');
  terminal.type('q');
  assert.equal(await terminal.ends(), 0);
  assert.ok(!terminal.isAlternate());
  assert.ok(terminal.output().includes('\u001B[?2004l'), 'bracketed paste is switched off');
  assert.ok(terminal.output().trimEnd().endsWith('\u001B[?25h'), 'the cursor is shown again');
});

test('Ctrl+C ends with 130, SIGTERM with 143, SIGHUP with 129, and each leaves the terminal as it was', async (t) => {
  for (const [end, code] of [
    ['\u0003', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const terminal = await start(t);
    await terminal.shows('> Entry number 1');
    if (end === '\u0003') terminal.type(end);
    else terminal.signal(end);
    assert.equal(await terminal.ends(), code);
    assert.ok(!terminal.isAlternate());
  }
});

test('a window that is closed ends the program', async (t) => {
  const terminal = await start(t);
  await terminal.shows('> Entry number 1');
  await terminal.hangUp();
});

test('on a terminal with one screen a fault is told below the cleared one', async (t) => {
  const terminal = await start(t, { term: 'vt100' });
  await terminal.shows('> Entry number 1');
  terminal.type('x');
  assert.equal(await terminal.ends(), 1);
  assert.match(terminal.screen(), /^Lifeboat had to stop: a fault in a timer/);
  assert.doesNotMatch(terminal.screen(), /Entry number/);
});

for (const [where, screen, keys, message] of [
  ['while the shell draws', 'broken', '', 'a fault while drawing'],
  ['in a timer', 'home', 'x', 'a fault in a timer'],
] as const) {
  test(`a fault ${where} is told on the first screen, and the exit code is 1`, async (t) => {
    const terminal = await start(t, { screen });
    if (keys !== '') {
      await terminal.shows('> Entry number 1');
      terminal.type(keys);
    }
    assert.equal(await terminal.ends(), 1);
    assert.ok(!terminal.isAlternate());
    assert.match(terminal.screen(), new RegExp(`Lifeboat had to stop: ${message}`));
  });
}

test('on a serial line that knows no size the terminal is asked for it', async (t) => {
  const terminal = await start(t, {
    columns: 100,
    rows: 30,
    lineSize: { columns: 0, rows: 0 },
    term: 'vt100',
  });
  await terminal.shows('> Entry number 1');
  await terminal.until(
    () => terminal.screen().split('\n')[29]?.includes('? keys') === true,
    'The keys are in the last row',
  );
  assert.equal(terminal.screen().split('\n')[1]?.trim().length, 98);
});

test('on a serial line that does not answer 80 x 24 is taken', async (t) => {
  const terminal = await start(t, { lineSize: { columns: 0, rows: 0 }, answers: false });
  await terminal.shows('? keys');
  assert.match(terminal.screen().split('\n')[23] ?? '', /\? keys/);
});

test('keys that were typed before it listens move nothing on the screen', async (t) => {
  const terminal = await start(t);
  terminal.type('zzz');
  await terminal.shows('> Entry number 1');
  const [title = ''] = terminal.screen().split('\n');
  assert.match(title, /^ \S/);
});

test('Ctrl+L asks for the size again and draws all anew', async (t) => {
  const terminal = await start(t, { lineSize: { columns: 0, rows: 0 } });
  await terminal.shows('> Entry number 1');
  const before = terminal.output().length;
  terminal.type('\u000C');
  await terminal.until(
    () => terminal.output().slice(before).includes('Entry number 11'),
    'All is drawn anew',
  );
  await terminal.shows('> Entry number 1');
  terminal.type('j');
  await terminal.shows('> Entry number 2');
});

test('TERM=vt100 and LANG=C get ASCII without colours, and one clear screen', async (t) => {
  for (const options of [{ term: 'vt100' }, { locale: 'C' }]) {
    const terminal = await start(t, options);
    await terminal.shows('> Entry number 1, gr??er');
    assert.match(terminal.output(), /^[\0-\x7f]*$/);
    if (options.term) assert.doesNotMatch(terminal.output(), /\u001B\[[\d;]*m|\u001B\[\?1049/);
    terminal.type('q');
    assert.equal(await terminal.ends(), 0);
    if (options.term) assert.equal(terminal.screen().trim(), '');
  }
});

test('NO_COLOR sends no colours, and the selection still has its mark', async (t) => {
  const terminal = await start(t, { env: { NO_COLOR: '1' } });
  await terminal.shows('> Entry number 1');
  assert.doesNotMatch(terminal.output(), /\u001B\[[\d;]*m/);
});

test('a new size of the window is drawn at once', async (t) => {
  const terminal = await start(t);
  await terminal.shows('> Entry number 1');
  for (const [columns, rows] of [
    [100, 30],
    [60, 16],
    [30, 10],
    [80, 24],
  ] as const) {
    terminal.resize({ columns, rows });
    if (columns < 40) await terminal.shows('too small');
    else
      await terminal.until(
        () =>
          terminal.screen().split('\n')[1] === ` ${'─'.repeat(columns - 2)}` &&
          terminal.screen().split('\n')[rows - 1]?.includes('? keys') === true,
        `It is drawn for ${columns} x ${rows}`,
      );
  }
});

test('the cursor stands where the next character goes', async (t) => {
  const terminal = await start(t);
  await terminal.shows('> Entry number 1');
  terminal.type('f');
  await terminal.shows('Name');
  terminal.type('日本');
  await terminal.shows('Name 日本');
  await terminal.until(
    () => terminal.cursor().x === 10 && terminal.cursor().y === 3,
    'The cursor is after the text',
  );
  terminal.type('\u001B[200~ab\u001B[201~\r');
  await terminal.shows('Took 日本ab');
});

test('an update of a progress takes 200 bytes at most', async (t) => {
  const terminal = await start(t, { screen: 'progress', term: 'vt100' });
  await terminal.shows('100 MB');
  const before = terminal.output().length;
  terminal.type('n');
  await terminal.shows('108 MB');
  const sent = terminal.output().length - before;
  assert.ok(sent <= 200, `it took ${sent} bytes`);
});

test('what is sent stays small: 2,000 bytes for a screen, 250 for a key', async (t) => {
  const terminal = await start(t, { term: 'vt100' });
  await terminal.shows('> Entry number 1');
  const first = terminal.output().length;
  assert.ok(first < 2000, `the first screen took ${first} bytes`);
  terminal.type('j');
  await terminal.shows('Selected: 2');
  const key = terminal.output().length - first;
  assert.ok(key <= 250, `a key took ${key} bytes`);
});
