import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useState } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { ConfirmWord } from '../../screens/components/confirm-word.tsx';
import { Dialog } from '../../screens/components/dialog.tsx';
import { ErrorPage } from '../../screens/components/error-page.tsx';
import { KeyValues } from '../../screens/components/key-values.tsx';
import { Line } from '../../screens/components/line.tsx';
import { ProgressBar } from '../../screens/components/progress-bar.tsx';
import { addSample, noPace, rateOf, secondsLeft } from '../../screens/components/progress-state.ts';
import { stepBar } from '../../screens/components/step-bar.ts';
import { TextField, useField } from '../../screens/components/text-field.tsx';
import { fitMiddle, toAscii, widthOf, wrap } from '../../screens/draw/text.ts';
import { useLoad } from '../../screens/hooks/use-load.ts';
import { Page } from '../../screens/shell/page.tsx';
import { useShell } from '../../screens/shell/shell-context.ts';
import { matchesFrame, renderScreen } from '../support/screen.tsx';

const done: string[] = [];

function Deleting({ isTyped }: { isTyped: boolean }) {
  const [isAsking, ask] = useState(true);
  const facts = {
    title: 'Delete 3 backups',
    lines: ['Mon 16 Nov 03:00, Sun 15 Nov 03:00, Sat 14 Nov 03:00   1.2 GB', 'This cannot be undone.'],
    onCancel: () => ask(false),
  };
  const remove = () => {
    done.push('deleted');
    ask(false);
  };
  const question = isTyped ? (
    <ConfirmWord {...facts} word="delete 3" onConfirm={remove} />
  ) : (
    <Dialog {...facts} tone="danger" choices={[{ label: 'Delete them', run: remove }]} />
  );
  return (
    <Page
      bindings={[{ keys: ['x'], label: 'below', run: () => done.push('below') }]}
      dialog={isAsking ? question : null}
    >
      {null}
    </Page>
  );
}

test('Enter on a question does nothing, the dangerous choice is one down, the page below gets no keys', async (t) => {
  done.length = 0;
  const app = renderScreen(<Deleting isTyped={false} />);
  t.after(app.unmount);
  matchesFrame(app.frame(), 'dialog.80x24');
  await app.press('x', 'enter');
  await app.hides('Delete 3 backups');
  assert.deepEqual(done, []);
  const again = renderScreen(<Deleting isTyped={false} />, { columns: 40, rows: 12 });
  t.after(again.unmount);
  await again.press('down', 'enter');
  await again.hides('Delete 3 backups');
  assert.deepEqual(done, ['deleted']);
});

test('the word has to be typed: neither a paste nor another word goes on', async (t) => {
  done.length = 0;
  const app = renderScreen(<Deleting isTyped />, { ascii: true });
  t.after(app.unmount);
  await app.paste('delete 3');
  await app.shows('pasting is not taken');
  await app.type('delete 3\r');
  await app.shows('That is not "delete 3"');
  await app.press(...'delet', 'enter');
  await app.shows('That is not "delete 3"');
  assert.deepEqual(done, []);
  matchesFrame(app.frame(), 'confirm-word.80x24.ascii');
  await app.press(...'e 3', 'enter');
  await app.hides('Delete 3 backups');
  assert.deepEqual(done, ['deleted']);
});

test('Esc leaves the question, q is a letter of the word', async (t) => {
  done.length = 0;
  const app = renderScreen(<Deleting isTyped />);
  t.after(app.unmount);
  assert.doesNotMatch(app.frame(), /q quit/);
  await app.press('q', '?', 'left');
  await app.shows('to go on: q?');
  assert.deepEqual(app.left, []);
  await app.press('escape');
  await app.hides('Delete 3 backups');
  assert.deepEqual(done, []);
});

function Form() {
  const { say } = useShell();
  const name = useField('nas');
  const secret = useField();
  const [at, setAt] = useState(0);
  const fields = { labelWidth: 9, onSubmit: () => say(`${name.value}/${secret.value}`) };
  return (
    <Page bindings={[{ keys: ['tab', 'down'], label: 'next field', run: () => setAt(1 - at) }]}>
      <TextField {...fields} field={name} label="Name" isActive={at === 0} />
      <TextField {...fields} field={secret} label="Password" isActive={at === 1} isSecret />
    </Page>
  );
}

test('a field takes letters that are commands elsewhere, edits by graphemes, and hides a secret', async (t) => {
  const app = renderScreen(<Form />);
  t.after(app.unmount);
  assert.match(app.frame(), /Enter take it {3}Tab next field {3}Ctrl\+C quit/);
  await app.type('q?é日');
  await app.shows('nasq?é日');
  await app.press('backspace', 'left', 'backspace', 'home', 'X');
  await app.shows('Xnasqé');
  await app.press('tab');
  await app.type('a b\rdropped');
  await app.shows('Xnasqé/a b');
  await app.shows('Password  ***');
  assert.doesNotMatch(app.frame(), /dropped/);
});

function Failed() {
  const error = new LifeboatError('unreachable', 'NAS_REFUSED', 'The backup could not be copied to "nas".', {
    safe: 'It is safe on usb. Only the second copy is missing.',
    remedies: ['Check that the nas is switched on.'],
    cause: new Error('EHOSTUNREACH'),
  });
  const { say } = useShell();
  return (
    <ErrorPage
      error={error}
      waysOut={['Try again', 'Leave it'].map((label) => ({ label, run: () => say(`Chose ${label}`) }))}
    />
  );
}

test('an error says what happened, what is safe and the ways out; details are folded', async (t) => {
  const app = renderScreen(<Failed />);
  t.after(app.unmount);
  matchesFrame(app.frame(), 'error.80x24');
  assert.doesNotMatch(app.frame(), /EHOSTUNREACH/);
  await app.press('2');
  await app.shows('Chose Leave it');
  await app.press('l');
  await app.shows('LifeboatError: The backup could not be copied');
});

test('progress keeps its numbers in place, and is calm about its rate', async (t) => {
  let pace = noPace;
  for (let second = 0; second <= 20; second += 1)
    pace = addSample(pace, { at: second * 1000, bytes: second * 5e6 });
  assert.equal(rateOf(pace), 5e6);
  assert.equal(secondsLeft(pace, 200e6), 20);
  assert.equal(rateOf(addSample(pace, { at: 21_000, bytes: 0 })), null);
  for (const [columns, shown] of [
    [80, /50 %\s+100 MB\s+5\.0 MB\/s\s+0:20 left$/m],
    [56, /50 %\s+0:20 left$/m],
    [40, /50 %$/m],
  ] as const) {
    const app = renderScreen(
      <Page bindings={[]}>
        <ProgressBar bytes={100e6} total={200e6} pace={pace} />
        <ProgressBar bytes={100e6} total={null} pace={pace} />
        <KeyValues
          rows={[
            ['Made by', 'schedule'],
            ['sha256', `5f0c${'a'.repeat(100)}91`],
          ]}
        />
      </Page>,
      { columns },
    );
    t.after(app.unmount);
    assert.match(app.frame(), shown);
    assert.match(app.frame(), /a91$/m);
  }
});

test('steps name the one at hand where room is short', () => {
  const bar = (width: number) =>
    stepBar('Restore', ['Backup', 'Key', 'Parts'], 1, width)
      .map(({ text }) => text)
      .join('');
  assert.equal(bar(78), 'Restore    1 Backup   [2 Key]   3 Parts');
  assert.equal(bar(30), 'Restore    [2 Key] of 3');
});

test('text is cut by cells, never inside a character, and never wider than asked', () => {
  const nasty = [
    '日本語のファイル名.yaml',
    'e\u0301'.repeat(30),
    '👩‍👩‍👧‍👦 family.jpg',
    'plain.txt',
    'ｆｕｌｌ',
  ];
  for (const text of nasty)
    for (let width = 0; width < 30; width += 1) assert.ok(widthOf(fitMiddle(text, width, '…')) <= width);
  assert.equal(fitMiddle('configuration.yaml', 12, '...'), 'confi...yaml');
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  assert.equal(toAscii('größer 日'), 'gr??er ??');
});

test('what was loaded for one thing is in no frame called that of another', async (t) => {
  const seen = new Set<string>();
  function Weather() {
    const [town, go] = useState('Kiel');
    const { state, value, reload } = useLoad(async () => `rain in ${town}`, [town]);
    seen.add(`${town}: ${state}, ${value}`);
    return (
      <Page
        bindings={[
          { keys: ['g'], label: 'go', run: () => go('Rome') },
          { keys: ['r'], label: 'reload', run: reload },
        ]}
      >
        <Line content={`${state}: ${value}`} />
      </Page>
    );
  }
  const app = renderScreen(<Weather />);
  t.after(app.unmount);
  await app.shows('ready: rain in Kiel');
  await app.press('g');
  await app.shows('ready: rain in Rome');
  assert.deepEqual(
    [...seen],
    [
      'Kiel: loading, null',
      'Kiel: ready, rain in Kiel',
      'Rome: loading, rain in Kiel',
      'Rome: ready, rain in Rome',
    ],
  );
  seen.clear();
  await app.press('r');
  await app.shows('ready: rain in Rome');
  assert.deepEqual([...seen], ['Rome: loading, rain in Rome', 'Rome: ready, rain in Rome']);
});
