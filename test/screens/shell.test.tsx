import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useState } from 'react';
import { Line } from '../../screens/components/line.tsx';
import { List } from '../../screens/components/list.tsx';
import { useList } from '../../screens/components/use-list.ts';
import { Page } from '../../screens/shell/page.tsx';
import type { Registry } from '../../screens/shell/screen.ts';
import { useShell } from '../../screens/shell/shell-context.ts';
import { renderApp, renderScreen } from '../support/screen.tsx';

const fruits = ['apple', 'banana', 'cherry', 'damson'];

function Fruits() {
  const { open, say } = useShell();
  const list = useList({ count: fruits.length, rows: 10 });
  const fruit = fruits[list.index] ?? '';
  return (
    <Page
      hint={`About ${fruit}`}
      bindings={[
        {
          keys: ['enter'],
          label: 'look at it',
          run: () => open({ screen: 'fruit', params: fruit } as never),
        },
        { keys: ['e'], label: 'eat', run: () => say(`Ate ${fruit}`) },
        { keys: ['p'], label: 'peel', whenOff: 'there is no knife', run: () => say('Peeled') },
        ...list.bindings,
      ]}
    >
      <List list={list} cells={(index) => [{ content: fruits[index] ?? '', width: 'grow' }]} />
    </Page>
  );
}

function Fruit({ params }: { params: string }) {
  const [bites, bite] = useState(0);
  if (bites > 1) throw new Error('nothing left');
  return (
    <Page bindings={[{ keys: ['b'], label: 'bite', run: () => bite(bites + 1) }]}>
      <Line content={`This is ${params}, ${bites} bites`} />
    </Page>
  );
}

const registry: Registry = {
  home: { title: 'Fruits', View: Fruits },
  fruit: { title: 'Fruit', View: Fruit } as Registry[string],
};

test('keys of one packet are taken one after the other, each seeing what the last one did', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.type('jj\r');
  await app.shows('This is cherry');
});

test('a long chunk on a menu is a paste and runs nothing', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.type('jjjjjjjjq');
  await app.paste('jq');
  assert.equal(app.selected(), '> apple');
  assert.deepEqual(app.left, []);
});

test('Esc and a letter in one packet go back once and lose the letter', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('enter');
  await app.shows('This is apple');
  await app.type('\u001Bq');
  await app.shows('About apple');
  assert.deepEqual(app.left, []);
});

test('back finds the selection where it was', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('down', 'down', 'enter');
  await app.shows('Fruits › Fruit');
  for (const key of ['escape', 'left', 'backspace', 'h']) {
    await app.press(key);
    await app.shows('About cherry');
    await app.press('enter');
    await app.shows('This is cherry');
  }
});

test('a key that is off says why, in the message and in the help, and is not offered in the footer', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('p');
  await app.shows('peel: not now, there is no knife.');
  assert.doesNotMatch(app.frame(), /p peel/);
  await app.press('?');
  await app.shows('peel (off: there is no knife)');
  await app.shows('A running job goes on.');
  await app.press('e');
  assert.doesNotMatch(app.frame(), /Ate/);
  await app.press('escape');
  await app.shows('e eat');
});

test('the help names a key once: for the layer that takes it', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('?');
  assert.equal(app.frame().match(/Enter/g)?.length, 1);
  await app.shows('Esc Left h Backspace back');
  const tree = renderScreen(
    <Page bindings={[{ keys: ['left'], label: 'close folder', run: () => {} }]}>{null}</Page>,
  );
  t.after(tree.unmount);
  await tree.press('?');
  await tree.shows('Esc h Backspace');
});

test('a message stays until the next key', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('e');
  await app.shows('Ate apple');
  await app.press('down');
  await app.hides('Ate apple');
});

test('q leaves with 0 and Ctrl+C with 130', async (t) => {
  for (const [key, code] of [
    ['q', 0],
    ['ctrl-c', 130],
  ] as const) {
    const app = renderApp({ registry });
    t.after(app.unmount);
    await app.press(key);
    assert.equal(await app.leaves(), code);
  }
});

test('a fault in one screen leaves the others usable', async (t) => {
  const app = renderApp({ registry });
  t.after(app.unmount);
  await app.press('enter', 'b', 'b');
  await app.shows('This screen cannot be shown');
  await app.press('l');
  await app.shows('nothing left');
  await app.press('2');
  await app.shows('About apple');
});

test('a window that is too small says what is needed, and q works', async (t) => {
  const app = renderApp({ registry, columns: 39, rows: 12 });
  t.after(app.unmount);
  await app.shows('needed, it is 39 x 12');
  await app.resize({ columns: 80, rows: 24 });
  await app.shows('About apple');
  await app.resize({ columns: 80, rows: 5 });
  await app.shows('80 x 5');
  await app.press('q');
  assert.equal(await app.leaves(), 0);
});

test('text that hides control sequences is drawn as what it is', async (t) => {
  const app = renderScreen(
    <Page bindings={[]}>
      <Line content={'a\u001B[2Jb\u009Bc\u202Ed\r\n'} />
    </Page>,
  );
  t.after(app.unmount);
  await app.shows('a\\x1b[2Jb\\x9bc\\u{202e}d\\x0d\\x0a');
});
