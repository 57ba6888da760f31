import assert from 'node:assert/strict';
import { test } from 'node:test';
import xterm from '@xterm/headless';
import { joinMoves } from '../../screens/terminal/moves.ts';
import { dice } from '../support/dice.ts';

const rows = 24;

test('moves are joined: over rows that stay, up to the first that changes, and down from one that did', () => {
  const next = '\u001B[E';
  for (const [written, joined] of [
    [`\u001B[23A${next.repeat(2)}\u001B[2Gone\n${next.repeat(5)}two`, '\u001B[21F\u001B[2Gone\u001B[6Etwo'],
    [`\u001B[3A${next.repeat(3)}one`, '\rone'],
    [`\u001B[3A${next.repeat(2)}one`, '\u001B[Fone'],
    [`\u001B[2A${next.repeat(3)}one`, '\u001B[Eone'],
    ['\u001B[23Aone\ntwo\n', '\u001B[23Aone\ntwo\n'],
    [`\u001B[?2026h${next}\u001B[?2026l`, `\u001B[?2026h${next}\u001B[?2026l`],
  ] as const)
    assert.equal(joinMoves(written), joined);
});

test('a screen looks the same, and its cursor stands where it did', async () => {
  const any = dice(3);
  for (let round = 0; round < 200; round += 1) {
    const full = Array.from({ length: rows }, (_line, row) => `row ${row}`).join('\r\n');
    const frames = Array.from({ length: 3 }, () => changedFrame(any));
    assert.deepEqual(await drawn([full, ...frames.map(joinMoves)]), await drawn([full, ...frames]));
  }
});

/** As Ink writes it: from the last row to the first, then over each row, changed or not. */
function changedFrame(any: ReturnType<typeof dice>): string {
  const lines = Array.from({ length: rows }, (_line, row) => {
    const isLast = row === rows - 1;
    if (any.roll(4) > 0) return isLast ? '' : '\u001B[E';
    return `\u001B[${1 + any.roll(9)}G\u001B[Kchanged ${any.roll(100)}${isLast ? '' : '\n'}`;
  });
  return `\u001B[${rows - 1}A${lines.join('')}`;
}

async function drawn(written: readonly string[]) {
  const terminal = new xterm.Terminal({ rows, cols: 80, convertEol: true, allowProposedApi: true });
  for (const piece of written) await new Promise<void>((resolve) => terminal.write(piece, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: rows }, (_line, row) =>
    active.getLine(active.baseY + row)?.translateToString(true),
  );
  const place = { x: active.cursorX, y: active.cursorY, scrolled: active.baseY };
  terminal.dispose();
  return { lines, place };
}
