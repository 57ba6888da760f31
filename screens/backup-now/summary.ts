/** What the choice comes to, and what to know before the start: sentences with their signs. */
import type { Contents } from '../../core/backup/contents.ts';
import { isByRights } from '../../core/errors.ts';
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
      .filter((place) => isTicked(form, place))
      .flatMap(({ refusal }): Told[] => (refusal ? [{ sign: 'danger', text: refusal }] : [])),
    ...device.places
      .filter((place) => isTicked(form, place) && place.free !== null && place.free < size)
      .map(({ name, free }): Told => {
        const text = words.noSpace(name, free ?? 0, size, isMost);
        return { sign: isMost ? 'attention' : 'danger', text };
      }),
    ...device.places
      .filter((place) => isTicked(form, place) && place.maxFileSize !== null && place.maxFileSize < size)
      .map(({ name }): Told => {
        return { sign: isMost ? 'attention' : 'danger', text: words.tooLarge(name, size, isMost) };
      }),
    ...absentOf(form, device),
    ...missingOf(contents),
  ];
}

/** Locations that would get the backup if they were there, where others get it. */
function absentOf(form: Form, { places }: Device): Told[] {
  if (!places.some((place) => isTicked(form, place))) return [];
  const absent = places.filter((place) => place.isSetUp && !place.isReachable && !isTicked(form, place));
  const told = (isAway: boolean): Told[] => {
    const names = absent.filter((place) => place.isAway === isAway).map(({ name }) => name);
    return names.length > 0
      ? [{ sign: isAway ? 'none' : 'attention', text: words.missing(names, isAway) }]
      : [];
  };
  return [...told(false), ...told(true)];
}

/** What cannot be read, and what is left out because it is elsewhere. */
export function missingOf({ leftOut }: Pick<Contents, 'leftOut'>): Told[] {
  const unreadable = leftOut.filter(({ why }) => why === 'unreadable' || why === 'name');
  const tell = unreadable.some(({ reason }) => isByRights(reason)) ? words.forbidden : words.unreadable;
  const mounts = leftOut.filter(({ why }) => why === 'mount').map(({ path }) => path);
  return [
    ...(unreadable.length > 0 ? [{ sign: 'attention' as const, text: tell(unreadable.length) }] : []),
    ...(mounts.length > 0 ? [{ sign: 'none' as const, text: words.mounts(mounts) }] : []),
  ];
}

/** What keeps the backup from being started; null: nothing. */
export function whyNot(form: Form, { root }: Contents, { places }: Device): string | null {
  if (pickedTotal(form.picks, root).files === 0) return words.nothingTicked;
  return places.some((place) => isTicked(form, place)) ? null : words.nowhere;
}
