/** What the user leaves out of every backup: the setting `exclude`. */
import { asked } from '../backup/exclude.ts';
import { plainEntry } from '../backup/part-exclude.ts';
import { compileGlob } from '../glob.ts';
import type { SettingsStore } from '../settings/types.ts';
import type { Subject } from './types.ts';
import { type NamedWeight, weigh } from './weigh.ts';

/** Puts entries into the setting or takes them out; what it is then. Throws LifeboatError 'usage' for a bad pattern. */
export async function changeExclude(
  settings: SettingsStore,
  entries: readonly string[],
  isLeftOut: boolean,
): Promise<string[]> {
  for (const entry of entries) compileGlob(entry);
  const plain = entries.map(plainEntry);
  const others = settings.get('exclude').filter((entry) => !plain.includes(plainEntry(entry)));
  const after = isLeftOut ? [...others, ...plain] : others;
  await settings.set('exclude', after);
  return after;
}

/** What there is now that an entry leaves out, the largest first. Throws LifeboatError 'usage' for a bad pattern. */
export async function weighEntry(
  { installation, locations }: Pick<Subject, 'installation' | 'locations'>,
  written: string,
): Promise<NamedWeight[]> {
  compileGlob(written);
  const entry = plainEntry(written);
  const options = { locations, since: null };
  const part = installation.parts.find(({ id }) => id === entry);
  const found = part
    ? (await weigh({ ...installation, parts: [part] }, { ...options, exclude: [] })).parts
    : (await weigh(installation, { ...options, exclude: [entry] })).leftOut.get(asked);
  return (found ?? [])
    .map((one) => ('path' in one ? one : { path: one.id, bytes: one.bytes, files: one.files }))
    .sort((one, other) => other.bytes - one.bytes);
}
