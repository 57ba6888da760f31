import { LifeboatError } from '../../core/errors.ts';
import { saveEmergencyKit } from '../../core/keys/save-kit.ts';
import { typedPath } from '../../core/typed-path.ts';
import type { ScreenContext } from '../context.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { isSameKey, loadKit } from './load.ts';
import { kitText as words } from './text.ts';

/** The same in questions. */
export async function plainEmergencyKit(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const { world, installation } = context;
  const { ring, key } = await loadKit(context);
  if (!key) return terminal.say(words.noKey);
  terminal.say(words.why);
  const answer = await terminal.ask(words.plain.choices);
  if (answer === 's') {
    terminal.say(words.plain.shown(key.secret));
    const typed = await terminal.ask(words.plain.check);
    if (!typed) return;
    if (!isSameKey(typed, key.secret)) return terminal.say(words.wrong);
    await ring.markShown(key.id, world.now());
    return terminal.say(words.right);
  }
  if (answer !== 'f') return;
  const file = await terminal.ask(words.plain.file);
  if (!file) return;
  try {
    await saveEmergencyKit(world, ring, key, installation, typedPath(world, file));
    terminal.say(words.savedTo);
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    for (const line of [error.message, error.safe, ...error.remedies]) terminal.say(line);
  }
}
