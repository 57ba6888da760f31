import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pager, usePager } from '../../../screens/components/pager.tsx';
import { pagerRows } from '../../../screens/components/pager-state.ts';
import { describeContent, hexRows } from '../../../screens/files/file-content.ts';
import { changeLines } from '../../../screens/files/file-lines.ts';
import { FileStates } from '../../../screens/files/file-states.ts';
import { FileTree, stateNote } from '../../../screens/files/file-tree.tsx';
import { useFileTree } from '../../../screens/files/use-file-tree.ts';
import { useLook } from '../../../screens/shell/look.ts';
import { Page } from '../../../screens/shell/page.tsx';
import { indexOf } from '../../support/file-index.ts';
import { frameSizes, matchesFrame, renderScreen } from '../../support/screen.tsx';

const index = indexOf([
  { path: 'homeassistant/automations.yaml', size: 18_000 },
  { path: 'homeassistant/configuration.yaml', size: 4000 },
  { path: 'homeassistant/scenes.yaml', size: 2000 },
  { path: 'homeassistant/www/plan.svg', size: 5000 },
  { path: 'homeassistant/www/evil\u001B[2J\nname.txt', size: 1 },
  { path: 'ssl/privkey.pem', size: 1700 },
  { path: 'share', type: 'folder' },
]);

const difference = (path: string, change: 'same' | 'changed' | 'missing') => ({
  path,
  change,
  type: 'file' as const,
  what: null,
  before: 1,
  after: 1,
});
const states = new FileStates(index, [
  difference('homeassistant/automations.yaml', 'changed'),
  difference('homeassistant/configuration.yaml', 'same'),
  difference('homeassistant/scenes.yaml', 'missing'),
  difference('homeassistant/www/plan.svg', 'same'),
]);

function Files({ canPick = false }: { canPick?: boolean }) {
  const { layout } = useLook();
  const files = useFileTree(index, { rows: layout.bodyRows, canPick, onFile: () => {} });
  return (
    <Page bindings={files.bindings} right={`${files.tree.picks.size} picked`}>
      <FileTree files={files} note={stateNote(states, ['ssl'])} />
    </Page>
  );
}

for (const [size, options] of frameSizes) {
  test(`the files of a backup look as in the file files.${size}`, async (t) => {
    const app = renderScreen(<Files canPick />, options);
    t.after(app.unmount);
    await app.press('enter', 'down', 'enter', 'down', 'space');
    matchesFrame(app.frame(), `files.${size}`);
  });
}

test('what is found is picked as in the tree, and a folder that is found is gone to', async (t) => {
  const app = renderScreen(<Files canPick />);
  t.after(app.unmount);
  await app.press('/');
  await app.type('plan');
  await app.press('enter', 'space');
  await app.shows('[x] homeassistant/www/plan.svg');
  await app.press('escape', 'enter');
  await app.shows('[-] www/');
});

test('a name from an archive cannot draw on the screen', async (t) => {
  const app = renderScreen(<Files />);
  t.after(app.unmount);
  await app.press('enter', 'down', 'enter');
  await app.shows('evil\\x1b[2J\\x0aname.txt');
  assert.ok(!app.frame().includes('\u001B[2J'));
});

test('text is UTF-8 without zeros; what was cut within a character still is', () => {
  const umlaut = Buffer.from('aä');
  assert.deepEqual(describeContent(Buffer.from('one\r\ntwo\n\n'), false), {
    kind: 'text',
    lines: ['one', 'two', ''],
    isCut: false,
  });
  assert.equal(describeContent(umlaut.subarray(0, 2), true).kind, 'text');
  assert.equal(describeContent(umlaut.subarray(0, 2), false).kind, 'binary');
  assert.equal(describeContent(Buffer.from('a\0b'), false).kind, 'binary');
});

test('the first bytes of what is no text are shown side by side with their letters', () => {
  assert.deepEqual(hexRows(Buffer.from('\u001B[2Jabc'), 4), [
    '000000  1b 5b 32 4a  .[2J',
    '000004  61 62 63     abc',
  ]);
});

test('long lines go on in the next row, tabs take their place, and no row is wider than the window', () => {
  const rows = pagerRows([{ text: `a\tb${'x'.repeat(30)}`, mark: '1' }, { text: '日本語日本語' }], 10);
  assert.deepEqual(
    rows.map(({ text, isContinued }) => [text, isContinued]),
    [
      ['a   bxxxxx', false],
      ['xxxxxxxxxx', true],
      ['xxxxxxxxxx', true],
      ['xxxxx', true],
      ['日本語日本', false],
      ['語', true],
    ],
  );
});

test('what a text hides is shown, and cannot draw on the screen', () => {
  const [row] = pagerRows([{ text: 'a\u001B[2J\u001B]0;title\u0007\rb\u202Ec' }], 80);
  assert.equal(row?.text, 'a\\x1b[2J\\x1b]0;title\\x07\\x0db\\u{202e}c');
});

test('a line of a million characters is broken once, and its end can be reached', async (t) => {
  const lines = [{ text: 'ä'.repeat(200_000) }, { text: 'the end' }];
  function Long() {
    const { layout } = useLook();
    const pager = usePager(lines, layout.bodyRows);
    return (
      <Page bindings={pager.bindings}>
        <Pager pager={pager} />
      </Page>
    );
  }
  const app = renderScreen(<Long />);
  t.after(app.unmount);
  await app.press('G');
  await app.shows('the end');
  await app.press('g', '/');
  await app.type('END');
  await app.press('enter');
  await app.shows('the end');
});

test('of a comparison the gaps between its pieces are seen, and what is no text says so', () => {
  const line = (
    kind: 'same' | 'removed' | 'added',
    text: string,
    before: number | null,
    after: number | null,
  ) => ({
    kind,
    text,
    before,
    after,
  });
  const { lines } = changeLines({
    path: 'x',
    state: 'changed',
    lines: [line('removed', 'old', 1, null), line('same', 'a', 2, 1), line('added', 'new', null, 9)],
  });
  assert.deepEqual(
    lines.map(({ mark, text }) => `${mark}|${text}`),
    ['1|- old', '1|  a', '|', '9|+ new'],
  );
  assert.match(changeLines({ path: 'x', state: 'binary', lines: [] }).note, /no text/);
});
