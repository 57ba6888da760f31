/** The life of the screens in a terminal: from the first byte to the last. */

import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import type { ScreenContext } from '../context.ts';
import { settleSize } from '../terminal/size.ts';
import type { TerminalTraits } from '../terminal/traits.ts';
import { text } from '../text.ts';
import type { Place } from './navigation.ts';
import type { Registry } from './screen.ts';
import { Shell } from './shell.tsx';

export interface RunOptions {
  context: ScreenContext;
  traits: TerminalTraits;
  registry: Registry;
  start: Place;
  stdin: ReadStream;
  stdout: WriteStream;
  stderr: NodeJS.WritableStream;
}

const clearScreen = '\u001B[H\u001B[2J';

/** Signals that end the program, with the exit code that a shell expects of them. */
const signals = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;

/** Shows the screens until the user leaves, a signal comes, or a fault ends them. The exit code. */
export async function runScreens(options: RunOptions): Promise<number> {
  const { traits, stdin, stdout, stderr } = options;
  await settleSize(stdin, stdout, options.context.world.env);
  if (!traits.hasAlternateScreen) stdout.write(clearScreen);

  const end = Promise.withResolvers<number>();
  const instance = render(
    <Shell
      context={options.context}
      traits={traits}
      registry={options.registry}
      start={options.start}
      onLeave={end.resolve}
      onRepaint={async () => {
        if (!traits.hasAlternateScreen) stdout.write(clearScreen);
        await settleSize(stdin, stdout, options.context.world.env);
        stdout.emit('resize');
      }}
    />,
    {
      stdin,
      stdout,
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      alternateScreen: traits.hasAlternateScreen,
      incrementalRendering: true,
      maxFps: traits.maxFps,
    },
  );
  const release = listenToProcess(end, stdout);
  // Ink ends by itself only after a throw while it draws.
  instance.waitUntilExit().then(() => end.resolve(0), end.reject);
  try {
    return await end.promise;
  } catch (error) {
    instance.unmount();
    stderr.write(
      `${text.crash(error instanceof Error ? error.message : String(error))}\n\n${stackOf(error)}\n`,
    );
    return 1;
  } finally {
    instance.unmount();
    if (!traits.hasAlternateScreen) stdout.write(clearScreen);
    release();
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : '';
}

/** Signals and what nobody caught lead to one end, in which the terminal is given back. */
function listenToProcess(end: PromiseWithResolvers<number>, stdout: WriteStream): () => void {
  const onSignal = (signal: NodeJS.Signals) => end.resolve(signals[signal as keyof typeof signals]);
  const names = Object.keys(signals) as (keyof typeof signals)[];
  for (const name of names) process.on(name, onSignal);
  process.on('uncaughtException', end.reject);
  process.on('unhandledRejection', end.reject);
  // After a hang-up nobody reads any more: a failing write is the end, not a fault. It may come late, so this stays.
  stdout.on('error', () => end.resolve(signals.SIGHUP));
  return () => {
    for (const name of names) process.off(name, onSignal);
    process.off('uncaughtException', end.reject);
    process.off('unhandledRejection', end.reject);
  };
}
