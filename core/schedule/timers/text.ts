/** What stands in every file that Lifeboat writes for others. */
import { readFileSync } from 'node:fs';
import { LifeboatError, systemCode } from '../../errors.ts';

/** The first lines: who wrote it, and for which home. */
export function header(home: string): string[] {
  return [
    '# Written by Lifeboat: "lifeboat schedule install" writes it anew, "lifeboat schedule uninstall" removes it.',
    `# Home: ${home}`,
  ];
}

/** The home that a file was written for; null: there is no file, or somebody else wrote it. */
function homeOf(text: string | null): string | null {
  return (text !== null && /^# Home: (.*)$/m.exec(text)?.[1]) || null;
}

/** Whether Lifeboat wrote it for this home. Nothing else is looked at, changed or removed. */
export function isOurs(text: string | null, home: string): boolean {
  return homeOf(text) === home;
}

/** Throws where something is there that is not ours. */
export function checkFree(text: string | null, home: string, where: string): void {
  if (text === null || isOurs(text, home)) return;
  const other = homeOf(text);
  const whose = other === null ? 'was not written by Lifeboat' : `belongs to the settings in ${other}`;
  throw new LifeboatError(
    'failed',
    'TIMER_IN_THE_WAY',
    `There is a timer already, and it ${whose}: ${where}.`,
    {
      safe: 'It was not changed.',
      remedies:
        other === null
          ? ['Move it away, then install again.']
          : [`Remove it: lifeboat --home ${other} schedule uninstall`, 'Then install again.'],
    },
  );
}

/** Throws where a line end would begin another line of the file. */
export function checkOneLine(words: readonly string[]): void {
  if (!words.some((word) => /[\r\n]/.test(word))) return;
  throw new LifeboatError(
    'usage',
    'PATH_WITH_LINE_END',
    'A path with a line end in it cannot be put into a timer.',
    {
      safe: 'Nothing was changed.',
    },
  );
}

/** Null where it is not there. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
