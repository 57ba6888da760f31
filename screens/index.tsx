/** The screens' entry: what the program calls. */
import { readlinkSync } from 'node:fs';
import type { ScreenContext } from './context.ts';
import { isSerialLine, readTraits } from './terminal/traits.ts';
import { text } from './text.ts';

export type { ScreenContext } from './context.ts';

/** Shows the screens until the user leaves. Needs a terminal on stdin and stdout. The exit code. */
export async function startScreens(context: ScreenContext): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const [columns = 0, rows = 0] = stdout.isTTY ? stdout.getWindowSize() : [];
  const traits = readTraits(context.world.env, context.wishes, {
    isSerial: isSerialLine({ columns, rows }, terminalDevice()),
  });
  if (traits.isLinear) {
    const { runPlain } = await import('./plain/index.ts');
    return await runPlain(
      context,
      { input: stdin, output: stdout },
      { isAsciiOnly: traits.glyphs === 'ascii' },
    );
  }
  if (!stdin.isTTY || !stdout.isTTY) {
    stderr.write(`${text.needsTerminal}\n`);
    return 2;
  }
  // Only now: React and Ink take longer to load than all the rest.
  const [{ runScreens }, { registry }] = await Promise.all([
    import('./shell/run.tsx'),
    import('./registry.ts'),
  ]);
  return await runScreens({
    context,
    traits,
    registry,
    start: { screen: 'home', params: null },
    stdin,
    stdout,
    stderr,
  });
}

/** The device that stdout is, such as `/dev/ttyS0`; '' where it cannot be known. */
function terminalDevice(): string {
  try {
    return readlinkSync('/proc/self/fd/1');
  } catch {
    return '';
  }
}
