/** Drives screens without a terminal: presses keys, waits for what is shown, never for time to pass. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Text, useInput, usePaste } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactNode } from 'react';
import { openJobs } from '../../core/jobs/jobs.ts';
import type { ScreenContext } from '../../screens/context.ts';
import type { Place } from '../../screens/shell/navigation.ts';
import type { Registry } from '../../screens/shell/screen.ts';
import { Shell } from '../../screens/shell/shell.tsx';
import { testWorld } from './world.ts';

export interface ScreenSize {
  columns: number;
  rows: number;
}

export interface AppOptions extends Partial<ScreenSize> {
  /** Default: unicode. */
  ascii?: boolean;
  context?: Partial<ScreenContext>;
  registry: Registry;
  start?: Place;
}

/** What terminals send. */
const sequences: Readonly<Record<string, string>> = {
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pageup: '\u001B[5~',
  pagedown: '\u001B[6~',
  delete: '\u001B[3~',
  enter: '\r',
  tab: '\t',
  'shift-tab': '\u001B[Z',
  escape: '\u001B',
  backspace: '\u007F',
  space: ' ',
  'ctrl-c': '\u0003',
  'ctrl-l': '\u000C',
  'ctrl-u': '\u0015',
};

/** Nothing that a test waits for takes this long; it ends a test that would wait for ever. */
const patience = 180_000;

export type App = ReturnType<typeof renderApp>;

/** The shell with these screens, in a window of a given size. */
export function renderApp({ columns = 80, rows = 24, ascii = false, context, registry, start }: AppOptions) {
  const left: number[] = [];
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watcher of [...watchers]) watcher();
  };
  let heard = 0;
  // The library makes its stdout in `render`, 100 columns wide: it is given its size before the shell is drawn.
  const instance = render(<Text> </Text>);
  const { stdin, stdout } = instance;
  const size = { columns, rows };
  Object.defineProperty(stdout, 'columns', { get: () => size.columns });
  Object.defineProperty(stdout, 'rows', { get: () => size.rows });
  const write = stdout.write;
  stdout.write = (frame: string) => {
    write(frame);
    notify();
  };
  const { world = testWorld(), home = '/nonexistent', installation = null } = context ?? {};
  const given: ScreenContext = {
    world,
    home,
    installation,
    // Real ones: each in a process of its own, which runs the program from its sources.
    jobs: openJobs({
      world,
      home,
      installation: installation?.config ?? null,
      program: [process.execPath, path.resolve('source/main.ts')],
    }),
    wishes: {},
    ...context,
  };
  instance.rerender(
    <>
      <Ear
        onInput={() => {
          heard += 1;
          notify();
        }}
      />
      <Shell
        context={given}
        traits={{ glyphs: ascii ? 'ascii' : 'unicode', hasColor: false }}
        registry={registry}
        start={start ?? { screen: 'home', params: null }}
        onLeave={(code) => {
          left.push(code);
          notify();
        }}
        onRepaint={async () => {}}
      />
    </>,
  );

  const frame = () => stdout.lastFrame() ?? '';
  /** Until the condition holds; looked at whenever something was drawn or heard. */
  const until = (holds: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => {
        watchers.delete(look);
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      const look = () => holds() && end();
      const timer = setTimeout(() => end(new Error(`${what}\n${frame()}`)), patience);
      watchers.add(look);
      look();
    });
  const send = async (bytes: string) => {
    const before = heard;
    stdin.write(bytes);
    await until(() => heard > before, `The program took no notice of ${JSON.stringify(bytes)}`);
    await settle();
  };
  return {
    frame,
    left,
    /** Named keys such as `down`, or printable ones; each is drawn before the next. */
    async press(...keys: string[]) {
      for (const key of keys) await send(sequences[key] ?? key);
    },
    /** All in one packet, as fast typing and pasting without brackets arrive. */
    type: send,
    paste: (text: string) => send(`\u001B[200~${text}\u001B[201~`),
    shows: (text: string) => until(() => frame().includes(text), `This was not shown: ${text}`),
    hides: (text: string) => until(() => !frame().includes(text), `This was still shown: ${text}`),
    leaves: async () => {
      await until(() => left.length > 0, 'The program did not end');
      return left[0];
    },
    /** The row with the mark of the selection. */
    selected: () =>
      (
        frame()
          .split('\n')
          .find((row) => row.trimStart().startsWith('> ')) ?? ''
      ).trim(),
    async resize(next: ScreenSize) {
      Object.assign(size, next);
      stdout.emit('resize');
      await settle();
    },
    unmount: () => instance.unmount(),
  };
}

/** A single view in the shell, in place of Home. */
export function renderScreen(node: ReactNode, options: Omit<AppOptions, 'registry' | 'start'> = {}): App {
  return renderApp({
    ...options,
    registry: { test: { title: 'Test', View: Given } },
    start: { screen: 'test', params: node },
  });
}

function Given({ params }: { params: ReactNode }) {
  return params;
}

/** Hears the same keys as the shell, so that the driver knows when one has arrived. */
function Ear({ onInput }: { onInput: () => void }) {
  useInput(onInput);
  usePaste(onInput);
  return null;
}

/** Lets React finish what has begun: its work comes in turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 24; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The windows that screens are drawn in for a reviewer, each as the file of its frame is called. */
export const frameSizes: readonly (readonly [string, ScreenSize & { ascii?: true }])[] = [
  ['80x24', { columns: 80, rows: 24 }],
  ['120x40', { columns: 120, rows: 40 }],
  ['40x12', { columns: 40, rows: 12 }],
  ['80x24.ascii', { columns: 80, rows: 24, ascii: true }],
];

/**
 * Compares with a file of test/frames, where a reviewer sees the screens as they are. LIFEBOAT_UPDATE_FRAMES=1 writes
 * them anew.
 */
export function matchesFrame(frame: string, name: string): void {
  const file = path.join(import.meta.dirname, '..', 'frames', `${name}.txt`);
  const text = `${frame}\n`;
  if (process.env.LIFEBOAT_UPDATE_FRAMES === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'));
}
