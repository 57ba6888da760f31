import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from '../../../core/restore/compare.ts';
import type { TreeNode } from '../../../screens/components/tree-model.ts';
import { FileIndex } from '../../../screens/files/file-index.ts';
import { FileStates } from '../../../screens/files/file-states.ts';
import { indexOf, listed } from '../../support/file-index.ts';

function at(node: TreeNode, ...names: string[]): TreeNode {
  const [name, ...rest] = names;
  if (name === undefined) return node;
  const child = node.children?.find((one) => one.name === name || one.label === name);
  assert.ok(child, `There is no ${name} in ${node.path}`);
  return at(child, ...rest);
}

const names = (node: TreeNode) => node.children?.map(({ name }) => name);

test('names that sort around the slash stay in their own folders', () => {
  const { root } = indexOf([
    { path: 'share/a-b' },
    { path: 'share/a/x', size: 5 },
    { path: 'share/a.txt' },
    { path: 'share/a0/y' },
    { path: 'share/a', type: 'folder' },
    { path: 'share/a/z/deep', size: 7 },
  ]);
  const share = at(root, 'share/');
  assert.deepEqual(names(share), ['a', 'a0', 'a-b', 'a.txt']);
  assert.deepEqual(names(at(share, 'a')), ['z', 'x']);
  assert.deepEqual([at(share, 'a').files, at(share, 'a').size], [2, 12]);
});

test('an empty folder is a folder, and of two entries of one path the later one counts', () => {
  const index = indexOf([
    { path: 'share/empty', type: 'folder' },
    { path: 'share/twice', size: 1 },
    { path: 'share/twice', size: 30 },
  ]);
  const share = at(index.root, 'share/');
  assert.deepEqual(at(share, 'empty').children, []);
  assert.deepEqual([share.files, share.size], [2 - 1, 30]);
  assert.equal(index.factsOf('share/twice')?.size, 30);
  assert.equal(index.factsOf('share/nothing'), null);
});

test('a part of which nothing could be listed is there, as an empty folder', () => {
  const { root } = new FileIndex(
    [listed({ path: 'ssl/key.pem' })],
    [
      { id: 'ssl', label: 'Folder ssl' },
      { id: 'core_mosquitto', label: 'App Mosquitto' },
    ],
  );
  assert.deepEqual(
    root.children?.map(({ label, files }) => `${label} ${files}`),
    ['Folder ssl 1', 'App Mosquitto 0'],
  );
});

test('the part addons/local is one row at the top', () => {
  const index = new FileIndex(
    [listed({ path: 'addons/local/mine/config.yaml' })],
    [{ id: 'addons/local', label: 'Local apps' }],
  );
  assert.deepEqual(names(at(index.root, 'Local apps')), ['mine']);
});

test('what fits as it is typed comes before what only has its letters', () => {
  const index = indexOf([
    { path: 'homeassistant/a/u/t/o.txt' },
    { path: 'homeassistant/automations.yaml' },
    { path: 'homeassistant/www', type: 'folder' },
    { path: 'homeassistant/www/plan.svg' },
  ]);
  assert.equal(index.find('auto')[0]?.path, 'homeassistant/automations.yaml');
  assert.equal(index.find('yaml auto')[0]?.path, 'homeassistant/automations.yaml');
  assert.deepEqual(index.find('(no such'), []);
  const [folder] = index.find('www');
  assert.deepEqual([folder?.path, folder?.files], ['homeassistant/www', 1]);
});

test('200,000 files: a folder is read when it is opened, and something is found among all of them', () => {
  const made = Array.from({ length: 200_000 }, (_, number) => ({
    path: `homeassistant/dir${number % 400}/sub${number % 7}/file${number}.json`,
    size: 10,
  }));
  const index = indexOf(made);
  assert.deepEqual([index.count, index.root.size], [200_000, 2_000_000]);
  const folder = at(index.root, 'homeassistant/', 'dir17');
  assert.deepEqual([folder.files, folder.children?.length], [500, 7]);
  assert.equal(index.find('file199999')[0]?.path, made.at(-1)?.path);
  assert.equal(index.find('json').length, 200);
});

test('a path of endless depth costs what is opened of it', () => {
  const depth = 50_000;
  const index = indexOf(
    Array.from({ length: 20 }, (_, number) => ({ path: `share/${`${number}/`.repeat(depth)}f` })),
  );
  assert.deepEqual(names(at(index.root, 'share/', '3', '3')), ['3']);
});

test('states are counted below a folder; what only the installation has is counted apart', () => {
  const index = indexOf([
    { path: 'share/a/one' },
    { path: 'share/a/two' },
    { path: 'share/a', type: 'folder' },
    { path: 'share/b/three' },
    { path: 'share/b/four' },
  ]);
  const difference = (path: string, change: Difference['change'], type: Difference['type'] = 'file') => ({
    path,
    change,
    type,
    what: null,
    before: 1,
    after: 1,
  });
  const states = new FileStates(index, [
    difference('share/a', 'same', 'folder'),
    difference('share/a/one', 'changed'),
    difference('share/a/two', 'same'),
    difference('share/b/three', 'missing'),
    difference('share/new', 'added'),
    difference('share/newer', 'added', 'folder'),
  ]);
  const none = { unknown: 0, same: 0, changed: 0, missing: 0, unreadable: 0 };
  assert.deepEqual(states.below('share/a'), { ...none, changed: 1, same: 1 });
  assert.deepEqual(states.below('share'), { ...none, changed: 1, same: 1, missing: 1, unknown: 1 });
  assert.equal(states.ofFile('share/b/four'), 'unknown');
  assert.equal(states.added, 1);
});
