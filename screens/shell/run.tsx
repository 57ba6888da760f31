/** The life of the screens in a terminal: from the first byte to the last. */
import type { ReadStream, WriteStream } from 'node:tty';
import { type Instance, render } from 'ink';
import type { ScreenContext } from '../context.ts';
import { withJoinedMoves } from '../terminal/moves.ts';
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
  const { stdin, stdout, stderr, traits } = options;
  const end = Promise.withResolvers<number>();
  const release = listenToProcess(end, stdin, stdout);
  let instance: Instance | null = null;
  let fault = '';
  let exitCode = 1;
  try {
    // Ink does it some time after its first frame: a key pressed meanwhile would be echoed into that.
    stdin.setRawMode(true);
    await settleSize(stdin, stdout, options.context.world.env);
    // One that was echoed before has moved the cursor, and the alternate screen begins where the cursor is.
    stdout.write('\r');
    instance = draw(options, end);
    exitCode = await end.promise;
  } catch (error) {
    fault = describeFault(error);
  }
  instance?.unmount();
  if (!traits.hasAlternateScreen) stdout.write(clearScreen);
  stdin.setRawMode(false);
  release();
  stderr.write(fault);
  return exitCode;
}

function draw(options: RunOptions, end: PromiseWithResolvers<number>): Instance {
  const { context, traits, registry, start, stdin, stdout } = options;
  const prepareScreen = () => {
    if (!traits.hasAlternateScreen) stdout.write(clearScreen);
  };
  const repaint = async () => {
    prepareScreen();
    await settleSize(stdin, stdout, context.world.env);
    stdout.emit('resize');
  };
  prepareScreen();
  const instance = render(
    <Shell
      context={context}
      traits={traits}
      registry={registry}
      start={start}
      onLeave={end.resolve}
      onRepaint={repaint}
    />,
    {
      stdin,
      stdout: withJoinedMoves(stdout),
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      alternateScreen: traits.hasAlternateScreen,
      incrementalRendering: true,
      maxFps: traits.maxFps,
    },
  );
  // Ink ends by itself only after a throw while it draws.
  instance.waitUntilExit().then(() => end.resolve(0), end.reject);
  return instance;
}

function describeFault(error: unknown): string {
  const isError = error instanceof Error;
  return `${text.crash(isError ? error.message : String(error))}\n\n${(isError && error.stack) || ''}\n`;
}

/** Signals and what nobody caught lead to one end, in which the terminal is given back. */
function listenToProcess(
  end: PromiseWithResolvers<number>,
  stdin: ReadStream,
  stdout: WriteStream,
): () => void {
  const onSignal = (signal: NodeJS.Signals) => end.resolve(signals[signal as keyof typeof signals]);
  const names = Object.keys(signals) as (keyof typeof signals)[];
  for (const name of names) process.on(name, onSignal);
  process.on('uncaughtException', end.reject);
  process.on('unhandledRejection', end.reject);
  // After a hang-up nothing can be read or written any more: the end, not a fault. It may come late, so this stays.
  for (const stream of [stdin, stdout]) stream.on('error', () => end.resolve(signals.SIGHUP));
  return () => {
    for (const name of names) process.off(name, onSignal);
    process.off('uncaughtException', end.reject);
    process.off('unhandledRejection', end.reject);
  };
}
