/** What a name inside an archive may be: archives come from anywhere, and a name is where a write would land. */

/** Linux refuses longer paths; nothing deeper is tried. */
const longestName = 4095;

/** Why nothing may be written under this name; null where it may. */
export function nameProblem(name: string): string | null {
  if (name.includes('\0')) return 'its name holds a NUL character';
  if (name.startsWith('/')) return 'its name is absolute';
  if (name.includes('..') && name.split('/').includes('..')) return 'its name leads out with ".."';
  if (Buffer.byteLength(name) > longestName) return 'its name is longer than a path can be';
  return null;
}

/** The same name without empty and `.` components; '' is the folder itself. */
export function tidyName(name: string): string {
  if (!/(^|\/)\.?(\/|$)/.test(name)) return name;
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** The folder that a tidy name lies in; '' for the top. */
export function parentOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? '' : name.slice(0, slash);
}
