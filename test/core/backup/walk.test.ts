import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createFilter } from '../../../core/backup/exclude.ts';
import { type LeftOut, type WalkOptions, walkPart } from '../../../core/backup/walk.ts';
import { testFolder } from '../../support/folder.ts';
import { asNobody } from '../../support/nobody.ts';
import { makeSocket } from '../../support/socket.ts';

/** What a walk finds, one line an entry, and what it leaves out. */
function walk(folder: string, options: Partial<WalkOptions> = {}, part = 'homeassistant') {
  const leftOut: LeftOut[] = [];
  const exclude = createFilter({ part, excludeDatabase: false });
  const onLeftOut = (entry: LeftOut) => leftOut.push(entry);
  const lines: string[] = [];
  for (const item of walkPart({ id: part, path: folder }, { exclude, onLeftOut, ...options }))
    lines.push([item.kind, item.path, ...('link' in item ? [item.link] : [])].join(' '));
  return { lines, leftOut };
}

function make(folder: string, ...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), '');
  }
}

test('everything comes once, sorted, folders before their content, links as links', (t) => {
  const folder = testFolder(t);
  make(folder, 'b/z', 'b/y', 'a', 'c.d', 'c/x', '.storage/auth', 'Ä');
  fs.mkdirSync(path.join(folder, 'empty'));
  fs.symlinkSync('b', path.join(folder, 'to b'));
  fs.symlinkSync('/no/where', path.join(folder, 'to nowhere'));
  assert.deepEqual(walk(folder), {
    lines: [
      'folder data',
      'folder data/.storage',
      'file data/.storage/auth',
      'file data/a',
      'folder data/b',
      'file data/b/y',
      'file data/b/z',
      'folder data/c',
      'file data/c/x',
      'file data/c.d',
      'folder data/empty',
      'link data/to b b',
      'link data/to nowhere /no/where',
      'file data/Ä',
    ],
    leftOut: [],
  });
});

test('the files of a folder part stand at the root of its member', (t) => {
  const folder = testFolder(t);
  make(folder, 'sub/x');
  assert.deepEqual(walk(folder, {}, 'share').lines, ['folder .', 'folder sub', 'file sub/x']);
});

test('a part that is reached through a link is the folder behind it', (t) => {
  const folder = testFolder(t);
  make(folder, 'real/x');
  fs.symlinkSync('real', path.join(folder, 'link'));
  assert.deepEqual(walk(path.join(folder, 'link')).lines, ['folder data', 'file data/x']);
});

test('of several names of a file the first is the file, the others hard links to it', (t) => {
  const folder = testFolder(t);
  make(folder, 'b', 'other');
  fs.linkSync(path.join(folder, 'b'), path.join(folder, 'a'));
  fs.mkdirSync(path.join(folder, 'c'));
  fs.linkSync(path.join(folder, 'b'), path.join(folder, 'c/b'));
  const expected = ['folder data', 'file data/a', 'hardlink data/b', 'folder data/c', 'hardlink data/c/b'];
  assert.deepEqual(walk(folder).lines, [...expected, 'file data/other']);
});

test('sockets, FIFOs and devices are left out, and said what they are', async (t) => {
  const folder = testFolder(t);
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  await makeSocket(t, folder, 'socket');
  const { lines, leftOut } = walk(folder);
  assert.deepEqual(lines, ['folder data']);
  assert.deepEqual(
    leftOut.map((entry) => [entry.path, entry.why, entry.reason]),
    [
      ['fifo', 'special', 'It is a FIFO, not a file.'],
      ['socket', 'special', 'It is a socket, not a file.'],
    ],
  );
  assert.deepEqual(
    walk('/dev').leftOut.find((entry) => entry.path === 'null')?.reason,
    'It is a device, not a file.',
  );
});

test('what a rule leaves out is not looked into, and told with the rule', (t) => {
  const folder = testFolder(t);
  make(folder, 'tts/voice/a.mp3', 'www/film.mp4', 'x.log');
  const exclude = createFilter({ part: 'homeassistant', excludeDatabase: false, globs: ['www'] });
  const { lines, leftOut } = walk(folder, { exclude });
  assert.deepEqual(lines, ['folder data', 'folder data/tts']);
  assert.deepEqual(
    leftOut.map(({ path: name, why, reason }) => `${name}: ${why}, ${reason}`),
    [
      'tts/voice: rule, spoken text, made anew when needed (tts/*)',
      'www: rule, left out on request (www)',
      'x.log: rule, a log (*.log)',
    ],
  );
});

test('network and FUSE file systems inside a part are left out unseen, local ones are entered', (t) => {
  const folder = testFolder(t);
  make(folder, 'local/x', 'share/nas/y', 'with space/z', 'disk/w', 'nas/over/v');
  const mountinfo = path.join(testFolder(t), 'mountinfo');
  const line = (point: string, type: string) =>
    `36 35 98:0 / ${point} rw,noatime shared:1 - ${type} source rw\n`;
  const root = fs.realpathSync(folder);
  fs.writeFileSync(
    mountinfo,
    line('/', 'overlay') +
      line(root, 'nfs4') +
      line(`${root}/local`, 'ext4') +
      line(`${root}/share/nas`, 'cifs') +
      line(`${root}/with\\040space`, 'fuse.sshfs') +
      line(`${root}/disk`, 'fuseblk') +
      line(`${root}/nas`, 'nfs') +
      line(`${root}/nas`, 'ext4') +
      line(`${root}x/local`, 'nfs'),
  );
  const { lines, leftOut } = walk(folder, { mountinfo });
  assert.deepEqual(
    lines.filter((entry) => entry.startsWith('file')),
    ['file data/disk/w', 'file data/local/x', 'file data/nas/over/v'],
  );
  assert.deepEqual(
    leftOut.map(({ path: name, why, reason }) => `${name}: ${why}, ${reason}`),
    [
      'share/nas: mount, Another file system is mounted here (cifs).',
      'with space: mount, Another file system is mounted here (fuse.sshfs).',
    ],
  );
});

test('a name that is not UTF-8 is told, and its neighbours are there', (t) => {
  const folder = testFolder(t);
  make(folder, 'a', 'really \ufffd');
  fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/b`), Buffer.of(0xff)]), '');
  fs.symlinkSync(Buffer.of(0xfe, 0x41), path.join(folder, 'link'));
  const { lines, leftOut } = walk(folder);
  assert.deepEqual(lines, ['folder data', 'file data/a', 'file data/really \ufffd']);
  assert.deepEqual(
    leftOut.map((entry) => [entry.path, entry.why]),
    [
      ['b\ufffd', 'name'],
      ['link', 'name'],
    ],
  );
});

test('a folder that may not be read is told, and the rest is there', async (t) => {
  const folder = testFolder(t);
  fs.chmodSync(folder, 0o755);
  make(folder, 'closed/secret', 'open/x', 'unsearchable/y');
  fs.chmodSync(path.join(folder, 'closed'), 0o700);
  fs.chmodSync(path.join(folder, 'unsearchable'), 0o744);
  for (const name of ['closed', 'unsearchable'])
    if (process.getuid?.() !== 0) fs.chmodSync(path.join(folder, name), 0);
  const { lines, leftOut } = await asNobody(() => walk(folder));
  assert.ok(lines.includes('file data/open/x'));
  assert.deepEqual(
    leftOut.map((entry) => `${entry.path} ${entry.why}`),
    process.getuid?.() === 0
      ? ['closed unreadable', 'unsearchable/y unreadable']
      : ['closed unreadable', 'unsearchable unreadable'],
  );
});

test('what goes while it is listed is noted, a part that is not there is an error', (t) => {
  const folder = testFolder(t);
  make(folder, 'a/x', 'b', 'c');
  const leftOut: string[] = [];
  const exclude = createFilter({ part: 'share', excludeDatabase: false });
  const onLeftOut = (entry: LeftOut) => leftOut.push(`${entry.path} ${entry.why}`);
  const seen: string[] = [];
  for (const item of walkPart({ id: 'share', path: folder }, { exclude, onLeftOut })) {
    seen.push(item.path);
    if (item.path === '.') continue;
    for (const name of ['a', 'b']) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  assert.deepEqual(
    [seen, leftOut],
    [
      ['.', 'a', 'c'],
      ['a deleted', 'b deleted'],
    ],
  );
  assert.throws(() => walk(path.join(folder, 'no')), { code: 'ENOENT' });
});
