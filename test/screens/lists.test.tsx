import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FindField, findRows } from '../../screens/components/find-field.tsx';
import { List } from '../../screens/components/list.tsx';
import { keepInView, type ListMove, moveInList } from '../../screens/components/list-state.ts';
import {
  nothingPicked,
  pickedPaths,
  pickedTotal,
  pickState,
  togglePick,
} from '../../screens/components/picks.ts';
import { Tree } from '../../screens/components/tree.tsx';
import { type TreeNode, visibleRows } from '../../screens/components/tree-model.ts';
import { useFind } from '../../screens/components/use-find.ts';
import { useList } from '../../screens/components/use-list.ts';
import { useTree } from '../../screens/components/use-tree.ts';
import { useLook } from '../../screens/shell/look.ts';
import { Page } from '../../screens/shell/page.tsx';
import { indexOf, type MadeFile } from '../support/file-index.ts';
import { renderScreen } from '../support/screen.tsx';

const count = 5000;
const drawn: number[] = [];

function LongList() {
  const { layout } = useLook();
  const list = useList({ count, rows: layout.bodyRows });
  return (
    <Page bindings={list.bindings}>
      <List
        list={list}
        cells={(index) => {
          drawn.push(index);
          return [{ content: `Entry ${index}`, width: 'grow' }];
        }}
      />
    </Page>
  );
}

test('every entry of 5,000 can be reached, and a key draws no more rows than the window has', async (t) => {
  const app = renderScreen(<LongList />, { columns: 40, rows: 24 });
  t.after(app.unmount);
  const seen = new Set<number>();
  const bounds = { count, rows: 17 };
  for (let state = { index: 0, first: 0 }, last = -1; last !== state.index; ) {
    last = state.index;
    for (let row = state.first; row < Math.min(count, state.first + bounds.rows); row += 1) seen.add(row);
    state = moveInList(state, 'page-down', bounds);
  }
  assert.equal(seen.size, count);
  for (const [key, selected] of [
    ['down', 1],
    ['end', 4999],
    ['up', 4998],
    ['pageup', 4982],
    ['g', 0],
    ['G', 4999],
  ] as const) {
    drawn.length = 0;
    await app.press(key);
    assert.equal(app.selected(), `> Entry ${selected}`);
    // React may draw a state twice; twenty rows twice, never five thousand.
    assert.ok(drawn.length <= 2 * 24, `${key} drew ${drawn.length} rows`);
  }
  await app.shows('5000 of 5000 ↑');
});

test('the selection is always on the screen, whatever moves and whatever the size', () => {
  const moves: ListMove[] = [
    'down',
    'page-down',
    'last',
    'up',
    'page-up',
    'first',
    { at: 7 },
    { at: 99 },
    { at: -1 },
  ];
  for (const bounds of [
    { count: 0, rows: 5 },
    { count: 1, rows: 1 },
    { count: 20, rows: 3 },
    { count: 4, rows: 10 },
  ]) {
    let state = { index: 0, first: 0 };
    for (const move of [...moves, ...moves.toReversed()]) {
      state = moveInList(state, move, bounds);
      assert.ok(state.index >= 0 && state.index <= Math.max(0, bounds.count - 1));
      assert.ok(state.first <= state.index && state.index < state.first + bounds.rows);
    }
  }
  assert.deepEqual(keepInView({ index: 19, first: 17 }, { count: 2, rows: 3 }), { index: 1, first: 0 });
});

const files: MadeFile[] = [
  { path: 'homeassistant/automations.yaml', type: 'file', size: 18_000 },
  { path: 'homeassistant/www/plan.svg', type: 'file', size: 4000 },
  { path: 'homeassistant/www/deep/er/still.txt', type: 'file', size: 10 },
  { path: 'ssl', type: 'folder', size: 0 },
  { path: 'ssl/key.pem', type: 'file', size: 2000 },
  { path: 'ssl/cert.pem', type: 'file', size: 1000 },
  { path: 'ssl-old/key.pem', type: 'file', size: 1 },
];
const { root } = indexOf(files);

function find(path: string, node: TreeNode = root): TreeNode {
  if (node.path === path) return node;
  const next = node.children?.find((child) => path === child.path || path.startsWith(`${child.path}/`));
  assert.ok(next, `There is no ${path}`);
  return find(path, next);
}

test('a tree sums what is below, and makes the folders that have no entry', () => {
  assert.deepEqual([root.files, root.size], [6, 25_011]);
  assert.deepEqual([find('homeassistant/www').files, find('homeassistant/www').size], [2, 4010]);
  const rows = visibleRows(root, new Set(['homeassistant', 'homeassistant/www']));
  assert.deepEqual(
    rows.map(({ node, depth }) => `${depth} ${node.name}`),
    ['0 homeassistant', '1 www', '2 deep', '2 plan.svg', '1 automations.yaml', '0 ssl', '0 ssl-old'],
  );
});

test('a folder picked file by file is picked whole, one without one of them in part', () => {
  let picks = togglePick(nothingPicked, root, find('ssl/key.pem'));
  assert.equal(pickState(picks, find('ssl')), 'some');
  assert.equal(pickState(picks, find('ssl-old')), 'none');
  picks = togglePick(picks, root, find('ssl/cert.pem'));
  assert.equal(pickState(picks, find('ssl')), 'all');
  assert.deepEqual(pickedPaths(picks, root), ['ssl']);
  picks = togglePick(picks, root, root);
  assert.deepEqual(pickedTotal(picks, root), { files: 6, size: 25_011 });
  picks = togglePick(picks, root, find('homeassistant/www/plan.svg'));
  assert.equal(pickState(picks, find('homeassistant')), 'some');
  assert.deepEqual(pickedPaths(picks, root).sort(), [
    'homeassistant/automations.yaml',
    'homeassistant/www/deep',
    'ssl',
    'ssl-old',
  ]);
  assert.deepEqual(pickedTotal(picks, root), { files: 5, size: 21_011 });
  picks = togglePick(picks, root, find('homeassistant/www/plan.svg'));
  assert.equal(pickState(picks, root), 'all');
  assert.deepEqual([...togglePick(picks, root, root)], []);
});

function Files() {
  const { layout } = useLook();
  const tree = useTree(root, { rows: layout.bodyRows, canPick: true });
  return (
    <Page bindings={tree.bindings} right={`${pickedTotal(tree.picks, root).files} picked`}>
      <Tree tree={tree} />
    </Page>
  );
}

test('the tree opens, picks in three states, climbs and closes', async (t) => {
  const app = renderScreen(<Files />);
  t.after(app.unmount);
  await app.press('enter', 'down', 'right', 'down', 'space');
  await app.shows('> [x] deep/'.replace('> ', '>     '));
  await app.shows('[-] homeassistant/');
  await app.shows('1 picked');
  await app.press('left');
  assert.match(app.selected(), /\[-\] www/);
  await app.press('left');
  await app.hides('deep');
  await app.press('a');
  await app.shows('6 picked');
});

test('a tree with a path of two thousand folders is drawn', async (t) => {
  const deep = indexOf([{ path: `${'d/'.repeat(2000)}f` }]).root;
  assert.equal(deep.files, 1);
  const open = new Set<string>();
  for (let at = deep.children?.[0]; at; at = at.children?.[0]) open.add(at.path);
  assert.equal(visibleRows(deep, open).length, 2001);
  t.diagnostic('no recursion over the depth of names');
});

const names = ['automations.yaml', 'configuration.yaml', 'scenes.yaml', 'secrets.yaml'];

function Finding() {
  const found = useFind(names, (name) => name);
  const list = useList({ count: found.items.length, rows: 10 - findRows(found) });
  return (
    <Page bindings={[...found.bindings, ...list.bindings]}>
      <FindField find={found} />
      <List list={list} cells={(index) => [{ content: found.items[index] ?? '', width: 'grow' }]} />
    </Page>
  );
}

test('/ finds by letters in order; Enter keeps what is found, Esc shows all again', async (t) => {
  const app = renderScreen(<Finding />);
  t.after(app.unmount);
  await app.press('/', 's', 'c');
  await app.hides('automations');
  await app.shows('scenes.yaml');
  await app.press('enter', 'down', 'escape');
  await app.shows('automations');
  await app.type('/');
  await app.type('q');
  await app.shows('Nothing here.');
  await app.press('escape');
  await app.shows('secrets.yaml');
  assert.deepEqual(app.left, []);
});
