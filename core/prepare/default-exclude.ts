/** What the user leaves out of every backup: the setting `exclude`. */
import type { PartId } from '../archive/types.ts';
import { compileGlob } from '../glob.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** What a backup is asked for, as far as the setting has a say in it. */
interface Wish {
  /** Undefined: all. */
  parts?: PartId[] | undefined;
  exclude: string[];
}

/**
 * The wish with the setting brought in. An entry that is a part leaves that part out, unless the parts are named one by
 * one: who asks for it gets it. Without the configuration there is no database either, which travels inside it.
 */
export function withDefaultExclude(wish: Wish, all: readonly PartId[], setting: readonly string[]): Wish {
  const left = all.filter(
    (id) => setting.includes(id) || (id === 'database' && setting.includes('homeassistant')),
  );
  const globs = setting.filter((entry) => !all.includes(entry as PartId));
  const isEverything = wish.parts === undefined;
  return {
    ...(isEverything && left.length === 0
      ? {}
      : { parts: isEverything ? all.filter((id) => !left.includes(id)) : wish.parts }),
    exclude: [...new Set([...wish.exclude, ...globs])],
  };
}

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
