import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TarItem } from '../../../../core/archive/write/types.ts';
import { createArchiveWriter } from '../../../../core/archive/write/writer.ts';
import { createFilter } from '../../../../core/backup/exclude.ts';
import { walkPart } from '../../../../core/backup/walk.ts';
import { testFolder } from '../../../support/folder.ts';
import { contents, extractWithPython, skipWithoutPython } from '../../../support/python.ts';
import { differences, readTree } from '../../../support/tree.ts';
import { excludedTraps, makeTraps } from '../../../support/tree-traps.ts';
import { fileItem, nowhere, writeArchive, writerOptions } from '../../../support/written.ts';

const skip = skipWithoutPython();
/** The pattern `.cache/*` hits the folder itself. */
const leftOut = [...excludedTraps, '.cache/brands'];
const none = createFilter({ part: 'share', excludeDatabase: false });

for (const mode of ['r:gz', 'r|gz'] as const) {
  test(`a configuration full of traps comes back as it was through Python's tarfile (${mode})`, {
    skip,
  }, async (t) => {
    const folder = testFolder(t);
    const config = path.join(folder, 'config');
    makeTraps(config);
    fs.writeFileSync(path.join(config, 'modes/nothing allowed'), 'x', { mode: 0 });
    const archive = path.join(folder, 'a.tar');
    const exclude = createFilter({ part: 'homeassistant', excludeDatabase: false });
    const items = walkPart({ id: 'homeassistant', path: config }, { exclude });
    const written = await writeArchive(archive, 'homeassistant.tar.gz', items);
    assert.deepEqual(written.issues, []);
    extractWithPython(archive, 'homeassistant.tar.gz', mode, path.join(folder, 'out'));
    const expected = readTree(config, { ignore: (name) => leftOut.includes(name) });
    assert.deepEqual(
      differences(expected, readTree(path.join(folder, 'out/data')), { folderTimes: true }),
      [],
    );
    assert.equal(written.entries, expected.size + 1);
  });
}

test('a folder part has its own entry first, and its files at the root', { skip }, async (t) => {
  const folder = testFolder(t);
  const share = path.join(folder, 'share');
  fs.mkdirSync(path.join(share, 'sub'), { recursive: true });
  fs.writeFileSync(path.join(share, 'sub/x'), 'content');
  const items = [...walkPart({ id: 'share', path: share }, { exclude: none })];
  assert.deepEqual(
    items.map((item) => `${item.kind} ${item.path}`),
    ['folder .', 'folder sub', 'file sub/x'],
  );
  const archive = path.join(folder, 'a.tar');
  await writeArchive(archive, 'x.tar.gz', items);
  assert.deepEqual(contents(archive, path.join(folder, 'out')), { 'sub/x': 'content' });
});

test('content, pinned files and what follows large files stand in order and whole', { skip }, async (t) => {
  const folder = testFolder(t);
  const large = path.join(folder, 'large');
  const bytes = Buffer.from(Array.from({ length: 1_600_123 }, (_, index) => (index * index) >> 7));
  fs.writeFileSync(large, bytes);
  const fd = fs.openSync(large, 'r');
  t.after(() => fs.closeSync(fd));
  const items: TarItem[] = [
    { kind: 'content', path: 'empty', content: Buffer.alloc(0), mode: 0o600, mtime: 1 },
    fileItem('large', large),
    { kind: 'pinned', path: 'pinned', fd, size: 1_000_001, stat: fs.fstatSync(fd) },
    { kind: 'content', path: 'big content', content: bytes, mode: 0o600, mtime: 1 },
    { kind: 'content', path: 'last', content: Buffer.from('end'), mode: 0o600, mtime: 1 },
  ];
  const archive = path.join(folder, 'a.tar');
  const { entries, bytes: total, issues } = await writeArchive(archive, 'x.tar.gz', items);
  assert.deepEqual([entries, total, issues], [5, 2 * bytes.length + 1_000_001 + 3, []]);
  const text = bytes.toString('latin1');
  assert.deepEqual(contents(archive, path.join(folder, 'out')), {
    empty: '',
    large: text,
    pinned: text.slice(0, 1_000_001),
    'big content': text,
    last: 'end',
  });
});

test('the progress goes up to all bytes and names the file at hand', async (t) => {
  const folder = testFolder(t);
  fs.writeFileSync(path.join(folder, 'large'), Buffer.alloc(3_000_000, 'x'));
  const seen: [number, string][] = [];
  const writer = createArchiveWriter([nowhere], writerOptions);
  t.after(() => writer.close());
  const { bytes } = await writer.addMember('x.tar.gz', [fileItem('large', path.join(folder, 'large'))], {
    onProgress: (done, name) => seen.push([done, name]),
  });
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a[0] - b[0]),
  );
  assert.deepEqual([seen.length > 3, seen.at(-1)], [true, [bytes, 'large']]);
});
