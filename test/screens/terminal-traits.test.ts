import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glyphSets } from '../../screens/terminal/glyphs.ts';
import { readPosition } from '../../screens/terminal/size.ts';
import { isSerialLine, readTraits } from '../../screens/terminal/traits.ts';

const utf8 = { LANG: 'C.UTF-8' };
const quick = { isSerial: false };

test('glyphs follow the locale, the terminal and the wish', () => {
  const glyphs = (env: Record<string, string>, wishes = {}) => readTraits(env, wishes, quick).glyphs;
  assert.equal(glyphs({ ...utf8, TERM: 'xterm-256color' }), 'unicode');
  assert.equal(glyphs({ ...utf8, TERM: 'linux' }), 'console');
  assert.equal(glyphs({ ...utf8, TERM: 'vt220' }), 'ascii');
  assert.equal(glyphs({ TERM: 'xterm' }), 'ascii');
  assert.equal(glyphs({ ...utf8, LC_ALL: 'C', TERM: 'xterm' }), 'ascii');
  assert.equal(glyphs({ LC_CTYPE: 'de_DE.utf8', TERM: 'xterm' }), 'unicode');
  assert.equal(glyphs({ ...utf8, TERM: 'xterm' }, { isAscii: true }), 'ascii');
});

test('colours need a terminal that has them, and nobody against them', () => {
  const hasColor = (env: Record<string, string>, wishes = {}) => readTraits(env, wishes, quick).hasColor;
  assert.ok(hasColor({ TERM: 'xterm', NO_COLOR: '' }));
  assert.ok(!hasColor({ TERM: 'xterm', NO_COLOR: '1' }));
  assert.ok(!hasColor({ TERM: 'vt100' }));
  assert.ok(!hasColor({ TERM: 'xterm' }, { hasColor: false }));
});

test('dumb terminals and screen readers get lines; old ones have one screen', () => {
  const traits = (env: Record<string, string>, wishes = {}) => readTraits(env, wishes, quick);
  assert.ok(traits({ TERM: 'dumb' }).isLinear);
  assert.ok(traits({ TERM: 'xterm' }, { isPlain: true }).isLinear);
  assert.ok(traits({ TERM: 'xterm', INK_SCREEN_READER: 'true' }).isLinear);
  assert.ok(!traits({ TERM: 'xterm' }).isLinear);
  assert.deepEqual(
    ['xterm', 'screen', 'linux', 'vt100'].map((TERM) => traits({ TERM }).hasAlternateScreen),
    [true, true, false, false],
  );
});

test('serial lines are known by their name or by having no size, and are sent less', () => {
  const size = { columns: 80, rows: 24 };
  assert.ok(isSerialLine(size, '/dev/ttyAMA0'));
  assert.ok(isSerialLine(size, '/dev/ttyUSB1'));
  assert.ok(isSerialLine({ columns: 0, rows: 0 }, '/dev/pts/3'));
  assert.ok(!isSerialLine(size, '/dev/pts/3'));
  assert.ok(!isSerialLine(size, '/dev/tty1'));
  const fps = (isSerial: boolean) => readTraits({ TERM: 'xterm' }, {}, { isSerial }).maxFps;
  assert.ok(fps(true) < fps(false));
});

test('the size is read from the answer of the terminal, whatever was typed meanwhile', () => {
  assert.deepEqual(readPosition('jj\u001B[24;80R'), { columns: 80, rows: 24 });
  assert.equal(readPosition('\u001B[24;'), null);
});

test('every sign of the ASCII set is ASCII, and days differ without colours in every set', () => {
  assert.match(JSON.stringify(glyphSets.ascii), /^[\x20-\x7e]*$/);
  for (const { day } of Object.values(glyphSets)) assert.equal(new Set(Object.values(day)).size, 3);
});
