/** What the choice comes to, and what to know before the start: sentences with their signs. */
import type { Contents } from '../../core/backup/contents.ts';
import { pickedTotal } from '../components/picks.ts';
import type { Sign } from '../components/sign.ts';
import { type Form, isTicked } from './form.ts';
import type { Device } from './load.ts';
import { estimateOf } from './start.ts';
import { backupNowText as words } from './text.ts';

export interface Told {
  sign: Sign;
  text: string;
}

/** The estimate first, then the worst. `isShort`: for a narrow window. */
export function summaryOf(form: Form, contents: Contents, device: Device, isShort = false): Told[] {
  if (pickedTotal(form.picks, contents.root).files === 0) return [{ sign: 'none', text: words.nothing }];
  const { size, milliseconds, from } = estimateOf(form, contents, device);
  const isMost = from === 'files';
  const estimate = words.estimate(size, milliseconds, isMost);
  return [
    { sign: 'none', text: isShort ? estimate : `${estimate} ${words.keepsRunning}` },
    ...device.places
      .filter((place) => isTicked(form, place) && place.free !== null && place.free < size)
      .map(({ name, free }): Told => {
        const text = words.noSpace(name, free ?? 0, size, isMost);
        return { sign: isMost ? 'attention' : 'danger', text };
      }),
    ...missingOf(contents),
  ];
}

/** What cannot be read, and what is left out because it is elsewhere. */
export function missingOf({ leftOut }: Pick<Contents, 'leftOut'>): Told[] {
  const unreadable = leftOut.filter(({ why }) => why === 'unreadable' || why === 'name');
  const mounts = leftOut.filter(({ why }) => why === 'mount').map(({ path }) => path);
  return [
    ...(unreadable.length > 0
      ? [{ sign: 'attention' as const, text: words.unreadable(unreadable.length, words.sudo) }]
      : []),
    ...(mounts.length > 0 ? [{ sign: 'none' as const, text: words.mounts(mounts) }] : []),
  ];
}

/** What keeps the backup from being started; null: nothing. */
export function whyNot(form: Form, { root }: Contents, { places }: Device): string | null {
  if (pickedTotal(form.picks, root).files === 0) return words.nothingTicked;
  return places.some((place) => isTicked(form, place)) ? null : words.nowhere;
}
