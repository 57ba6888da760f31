/** Files that are replaced, rewritten, cut or deleted while they are on their way into the archive. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ArchiveTarget, TarItem } from '../../../../core/archive/write/types.ts';
import { createArchiveWriter } from '../../../../core/archive/write/writer.ts';
import { createFilter } from '../../../../core/backup/exclude.ts';
import { walkPart } from '../../../../core/backup/walk.ts';
import { testFolder } from '../../../support/folder.ts';
import { asNobody } from '../../../support/nobody.ts';
import { contents, skipWithoutPython } from '../../../support/python.ts';
import { fileItem, fileTarget, nowhere, writerOptions } from '../../../support/written.ts';

const skip = skipWithoutPython();
const none = createFilter({ part: 'share', excludeDatabase: false });

/** A target that does something to the world when the first content of a member goes through. */
function meddlingTarget(file: string, t: TestContext, meddle: () => void): ArchiveTarget {
  const fd = fs.openSync(file, 'w');
  t.after(() => fs.closeSync(fd));
  const target = fileTarget(fd);
  let hasMeddled = false;
  return {
    write(bytes) {
      if (!hasMeddled && bytes.length > 1536) {
        hasMeddled = true;
        meddle();
      }
      return target.write(bytes);
    },
    patch: target.patch,
  };
}

async function writeWhile(t: TestContext, items: Iterable<TarItem>, meddle: () => void) {
  const folder = testFolder(t);
  const archive = path.join(folder, 'a.tar');
  const target = meddlingTarget(archive, t, meddle);
  const writer = createArchiveWriter([{ target, encryption: null }], {
    ...writerOptions,
    workers: 1,
    level: 0,
  });
  const issues: string[] = [];
  try {
    await writer.addMember('x.tar.gz', items, {
      onIssue: (issue) => issues.push(`${issue.kind} ${issue.path}`),
    });
    await writer.finish();
  } finally {
    await writer.close();
  }
  return { issues, files: contents(archive, path.join(folder, 'out')) };
}

const size = 6_000_000;

test('a large file cut off while it is read is filled with zeros, and said to be shrunk', {
  skip,
}, async (t) => {
  const large = path.join(testFolder(t), 'large');
  fs.writeFileSync(large, Buffer.alloc(size, 'x'));
  const { issues, files } = await writeWhile(t, [fileItem('large', large)], () =>
    fs.truncateSync(large, 5_000_000),
  );
  assert.equal(files.large, 'x'.repeat(5_000_000) + '\0'.repeat(1_000_000));
  assert.deepEqual(issues, ['shrunk large']);
});

test('a large file that grows while it is read is what it was at the beginning', { skip }, async (t) => {
  const large = path.join(testFolder(t), 'large');
  fs.writeFileSync(large, Buffer.alloc(size, 'x'));
  const { issues, files } = await writeWhile(t, [fileItem('large', large)], () =>
    fs.appendFileSync(large, 'more'),
  );
  assert.equal(files.large, 'x'.repeat(size));
  assert.deepEqual(issues, ['changed large']);
});

test('a large file replaced while it is read is the old one, whole', { skip }, async (t) => {
  const large = path.join(testFolder(t), 'large');
  fs.writeFileSync(large, Buffer.alloc(size, 'x'));
  const { issues, files } = await writeWhile(t, [fileItem('large', large)], () => {
    fs.writeFileSync(`${large}.new`, 'new');
    fs.renameSync(`${large}.new`, large);
  });
  assert.equal(files.large, 'x'.repeat(size));
  assert.deepEqual(issues, []);
});

test('files deleted after they were listed are noted, and the others are there', { skip }, async (t) => {
  const folder = testFolder(t);
  const names = ['a', 'b', 'c'].map((name) => path.join(folder, name));
  for (const name of names) fs.writeFileSync(name, name);
  const items = names.map((name) => fileItem(path.basename(name), name));
  fs.unlinkSync(names[1] as string);
  const { issues, files } = await writeWhile(t, items, () => {});
  assert.deepEqual([issues, Object.keys(files)], [['deleted b'], ['a', 'c']]);
});

test('a file that has grown large since it was listed is whole, and in its place', { skip }, async (t) => {
  const folder = testFolder(t);
  const names = Array.from({ length: 20 }, (_, index) => path.join(folder, String(index + 10)));
  for (const name of names) fs.writeFileSync(name, Buffer.alloc(200_000, path.basename(name)));
  const items = names.map((name) => fileItem(path.basename(name), name));
  for (const index of [1, 2, 9]) fs.writeFileSync(names[index] as string, Buffer.alloc(size, 'y'));
  const { issues, files } = await writeWhile(t, items, () => {});
  assert.deepEqual(issues, []);
  for (const name of names)
    assert.ok(fs.readFileSync(name, 'latin1') === files[path.basename(name)], path.basename(name));
});

test('another name of a file that is held open is a hard link to it, never opened itself', {
  skip,
}, async (t) => {
  const folder = testFolder(t);
  const [first, second] = [path.join(folder, '1'), path.join(folder, '2')];
  fs.writeFileSync(first, 'database');
  fs.linkSync(first, second);
  const fd = fs.openSync(first, 'r');
  t.after(() => fs.closeSync(fd));
  const item = fileItem('2', second);
  fs.unlinkSync(second); // it could not be opened
  const pinned: TarItem = { kind: 'pinned', path: '1', fd, size: 8, stat: fs.fstatSync(fd) };
  const { issues, files } = await writeWhile(t, [pinned, item], () => {});
  assert.deepEqual([issues, files], [[], { '1': 'database', '2': 'database' }]);
});

test('a hard link whose first name was deleted carries the content itself', { skip }, async (t) => {
  const folder = testFolder(t);
  const [first, second, third] = ['1', '2', '3'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  fs.writeFileSync(first, 'thrice');
  fs.linkSync(first, second);
  fs.linkSync(first, third);
  const items = [...walkPart({ id: 'share', path: folder }, { exclude: none })];
  fs.unlinkSync(first);
  const { issues, files } = await writeWhile(t, items, () => {});
  assert.deepEqual(issues, ['deleted 1']);
  assert.deepEqual(files, { '2': 'thrice', '3': 'thrice' });
});

test('what cannot be read is named, small, large or by two names, and the rest is there', async (t) => {
  const folder = testFolder(t);
  fs.chmodSync(folder, 0o755);
  const make = (name: string, bytes: number, mode: number) => {
    fs.writeFileSync(path.join(folder, name), Buffer.alloc(bytes), { mode });
    return fileItem(name, path.join(folder, name));
  };
  fs.writeFileSync(path.join(folder, 'first'), 'x', { mode: 0 });
  fs.linkSync(path.join(folder, 'first'), path.join(folder, 'second'));
  const twins = [...walkPart({ id: 'share', path: folder }, { exclude: none })].slice(1);
  const items = [make('large', size, 0), make('small', 10, 0), make('open', 10, 0o644), ...twins];
  const writer = createArchiveWriter([nowhere], writerOptions);
  t.after(() => writer.close());
  await writer.addMember('warm.tar.gz', []); // the threads are there before the rights are gone
  const issues: string[] = [];
  const { entries } = await asNobody(() =>
    writer.addMember('x.tar.gz', items, {
      onIssue: ({ kind, path: name }) => issues.push(`${kind} ${name}`),
    }),
  );
  assert.deepEqual(
    issues.sort(),
    ['first', 'large', 'second', 'small'].map((name) => `unreadable ${name}`),
  );
  assert.equal(entries, 1);
});

test('a file that fails in the middle is filled with zeros, and said to be unreadable', {
  skip,
}, async (t) => {
  // Address 0 of this process: a regular file that opens and cannot be read.
  const fd = fs.openSync('/proc/self/mem', 'r');
  t.after(() => fs.closeSync(fd));
  const items: TarItem[] = [{ kind: 'pinned', path: 'bad', fd, size: 1000, stat: fs.fstatSync(fd) }];
  const { issues, files } = await writeWhile(t, items, () => {});
  assert.deepEqual([issues, files], [['unreadable bad'], { bad: '\0'.repeat(1000) }]);
});
