import assert from 'node:assert/strict';
import { test } from 'node:test';
import exact from 'string-width';
import quick from '../../scripts/string-width.ts';

test('the quick way to measure gives what the library gives, for every character of the first plane', () => {
  for (let code = 0x20; code < 0x10000; code += 1) {
    const text = String.fromCharCode(code);
    assert.equal(quick(text), exact(text), `U+${code.toString(16)}`);
  }
});

test('and for whole texts: lines, colours, wide characters, marks, emoji', () => {
  const texts = [
    '──── [ok] Größe › ▾ 12 % ████░░',
    '\u001B[1mbold\u001B[22m',
    '\u001B[90m──\u001B[39m',
    '\u001B]8;;x\u0007link',
    '日本語 ─',
    'e\u0301─',
    '👩‍👩‍👧 ─',
    'a\u00ADb',
  ];
  for (const text of texts) assert.equal(quick(text), exact(text), JSON.stringify(text));
  const coloured = '\u001B[31mred\u001B[39m';
  assert.equal(
    quick(coloured, { countAnsiEscapeCodes: true }),
    exact(coloured, { countAnsiEscapeCodes: true }),
  );
  assert.equal(quick('─', { ambiguousIsNarrow: false }), exact('─', { ambiguousIsNarrow: false }));
});
