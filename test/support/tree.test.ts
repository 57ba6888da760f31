import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { differences, readTree } from './tree.ts';

let work: string;
beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'lifeboat-tree-'));
});
afterEach(() => rmSync(work, { recursive: true }));

function makeTree(name: string): string {
  const top = path.join(work, name);
  mkdirSync(path.join(top, 'folder'), { recursive: true });
  writeFileSync(path.join(top, 'folder/file'), 'text');
  writeFileSync(path.join(top, 'same'), 'one');
  linkSync(path.join(top, 'same'), path.join(top, 'twin'));
  symlinkSync('folder/file', path.join(top, 'link'));
  for (const file of ['folder/file', 'same'])
    utimesSync(path.join(top, file), 1_700_000_000, 1_700_000_000.25);
  return top;
}

test('two trees made alike are equal', () => {
  assert.deepEqual(differences(readTree(makeTree('a')), readTree(makeTree('b'))), []);
});

const changes: Record<string, (top: string) => void> = {
  'folder/file: content': (top) => writeFileSync(path.join(top, 'folder/file'), 'tent'),
  'folder/file: size': (top) => writeFileSync(path.join(top, 'folder/file'), 'longer'),
  'folder/file: mtime': (top) => utimesSync(path.join(top, 'folder/file'), 0, 1_700_000_000.2501),
  'folder/file: mode': (top) => chmodSync(path.join(top, 'folder/file'), 0o600),
  'folder: mode': (top) => chmodSync(path.join(top, 'folder'), 0o700),
  'folder/file: missing': (top) => rmSync(path.join(top, 'folder/file')),
  'new: not expected': (top) => writeFileSync(path.join(top, 'new'), ''),
  'link: target': (top) => {
    rmSync(path.join(top, 'link'));
    symlinkSync('folder/../folder/file', path.join(top, 'link'));
  },
  'link: type': (top) => {
    rmSync(path.join(top, 'link'));
    writeFileSync(path.join(top, 'link'), 'text');
  },
  'twin: hard links': (top) => {
    rmSync(path.join(top, 'twin'));
    writeFileSync(path.join(top, 'twin'), 'one');
    utimesSync(path.join(top, 'twin'), 0, 1_700_000_000.25);
  },
};
for (const [found, change] of Object.entries(changes)) {
  test(`a difference is found: ${found}`, () => {
    const expected = readTree(makeTree('a'));
    const changed = makeTree('b');
    change(changed);
    assert.match(differences(expected, readTree(changed)).join('\n'), new RegExp(found));
  });
}
