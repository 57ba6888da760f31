/** An entry of `exclude` that is the id of a part, such as `database` or `media`, leaves out all of that part. */
import type { PartId } from '../archive/types.ts';

interface Wish {
  /** Undefined: all. */
  parts?: PartId[] | undefined;
  exclude: readonly string[];
}

/**
 * The parts that are left and the patterns among the entries. Who names parts gets them, whatever the settings leave out
 * otherwise. Without the configuration there is no database either, which travels inside it.
 */
export function withoutParts(wish: Wish, all: readonly PartId[]): Wish & { exclude: string[] } {
  const { parts } = wish;
  const exclude = wish.exclude.map(plainEntry);
  const globs = exclude.filter((entry) => !all.some((id) => id === entry));
  const isLeftOut = (id: PartId) =>
    exclude.includes(id) || (id === 'database' && exclude.includes('homeassistant'));
  if (parts !== undefined || !all.some(isLeftOut)) return { parts, exclude: globs };
  return { parts: all.filter((id) => !isLeftOut(id)), exclude: globs };
}

/** A folder may be written with a slash at its end: `media/` is `media`. */
export function plainEntry(entry: string): string {
  return entry.replace(/(?<=[^/])\/+$/, '');
}
