/** What the user leaves out of every backup: the setting `exclude`. */
import { compileGlob } from '../glob.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** Puts entries into the setting or takes them out; what it is then. Throws LifeboatError 'usage' for a bad pattern. */
export async function changeExclude(
  settings: SettingsStore,
  entries: readonly string[],
  isLeftOut: boolean,
): Promise<string[]> {
  for (const entry of entries) compileGlob(entry);
  const before = settings.get('exclude');
  const others = before.filter((entry) => !entries.includes(entry));
  const after = isLeftOut ? [...others, ...entries] : others;
  await settings.set('exclude', after);
  return after;
}

/** The pattern that names this path alone; a folder is named without the slash at its end. */
export function globOf(path: string): string {
  return path.replace(/\/$/, '').replace(/[*?[]/g, '[$&]');
}
