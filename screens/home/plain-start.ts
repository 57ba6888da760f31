import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { openDemo, openDirectory } from '../../core/settings/adopt.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { restorePlain } from '../restore/plain.ts';
import { homeText } from './text.ts';

/** The installation that the user names or the demo, after a backup was brought out or not; null: they quit. */
export async function plainStart(
  terminal: PlainTerminal,
  context: ScreenContext,
): Promise<Installation | null> {
  const { world, home } = context;
  const { nothing } = homeText;
  for (;;) {
    terminal.say(nothing.what);
    const index = await choose(terminal, [nothing.enter, nothing.restore, nothing.demo]);
    if (index === null) return null;
    const typed = index === 0 ? await terminal.ask(nothing.ask) : '';
    if (typed === null) return null;
    try {
      if (index === 1) {
        await restorePlain(terminal, context);
        continue;
      }
      const found = await (index === 0 ? openDirectory(world, home, typed) : openDemo(world, home));
      terminal.say(nothing.found(found.config));
      return found;
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      terminal.say(error.message);
    }
  }
}
