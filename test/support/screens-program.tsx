/** A program with made screens, for the tests in a real terminal: `node screens-program.tsx [SCREEN]`. */
import { useState } from 'react';
import { openJobs } from '../../core/jobs/jobs.ts';
import { Line } from '../../screens/components/line.tsx';
import { List } from '../../screens/components/list.tsx';
import { ProgressBar } from '../../screens/components/progress-bar.tsx';
import { TextField, useField } from '../../screens/components/text-field.tsx';
import { useList } from '../../screens/components/use-list.ts';
import { Page } from '../../screens/shell/page.tsx';
import { runScreens } from '../../screens/shell/run.tsx';
import type { Registry } from '../../screens/shell/screen.ts';
import { useShell } from '../../screens/shell/shell-context.ts';
import { readTraits } from '../../screens/terminal/traits.ts';
import { testWorld } from './world.ts';

const entries = Array.from({ length: 5000 }, (_, index) => `Entry number ${index + 1}, größer`);

function Entries() {
  const { open } = useShell();
  const list = useList({ count: entries.length, rows: 12 });
  return (
    <Page
      hint={`Selected: ${list.index + 1}`}
      bindings={[
        { keys: ['f'], label: 'field', run: () => open({ screen: 'field', params: null } as never) },
        {
          keys: ['x'],
          label: 'fail later',
          run: () =>
            setImmediate(() => {
              throw new Error('a fault in a timer');
            }),
        },
        ...list.bindings,
      ]}
    >
      <List list={list} cells={(index) => [{ content: entries[index] ?? '', width: 'grow' }]} />
    </Page>
  );
}

function Field() {
  const field = useField();
  const { say } = useShell();
  return (
    <Page bindings={[]}>
      <Line content="A field" />
      <TextField field={field} label="Name" isActive onSubmit={(value) => say(`Took ${value}`)} />
    </Page>
  );
}

function Progress() {
  const [bytes, setBytes] = useState(100e6);
  const pace = {
    samples: [
      { at: 0, bytes: bytes - 50e6 },
      { at: 10_000, bytes },
    ],
  };
  return (
    <Page bindings={[{ keys: ['n'], label: 'next', run: () => setBytes(bytes + 8e6) }]}>
      <ProgressBar bytes={bytes} total={400e6} pace={pace} />
    </Page>
  );
}

function Broken(): never {
  throw new Error('a fault while drawing');
}

const registry: Registry = {
  home: { title: 'Entries', View: Entries },
  field: { title: 'Field', View: Field },
  progress: { title: 'Progress', View: Progress },
  // Not a screen's fault but the shell's own: no boundary catches a title that cannot be had.
  broken: {
    get title(): string {
      return Broken();
    },
    View: Broken,
  },
};

const world = testWorld({ env: process.env });
const home = '/nonexistent';
const jobs = openJobs({ world, home, installation: null, program: [process.execPath] });
const screen = process.argv[2] ?? 'home';
process.exitCode = await runScreens({
  context: { world, home, installation: null, jobs, wishes: {} },
  traits: readTraits(process.env, {}, { isSerial: false }),
  registry,
  start: { screen, params: null },
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
