/** Whether a backup finds room at its locations: said before the start, not when the drive is full. */
import { answer } from '../device/answer.ts';
import { LifeboatError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import type { Location, LocationUsage } from '../locations/types.ts';
import { awayCode, isAway } from '../locations/usb.ts';
import type { BackupEstimate } from './estimate.ts';

export interface RoomNote {
  code: 'LOW_SPACE' | 'FILE_TOO_LARGE' | typeof awayCode | 'LOCATION_UNREACHABLE';
  message: string;
}

/** What to say about each location; those without a word have room. */
export async function roomNotes(
  locations: readonly Location[],
  estimate: Pick<BackupEstimate, 'size' | 'from'>,
): Promise<RoomNote[]> {
  const notes = await Promise.all(
    locations.map(async (location): Promise<RoomNote | null> => {
      try {
        return roomNote(location, await answer(location.usage(), location.path), estimate);
      } catch (error) {
        if (!(error instanceof LifeboatError)) throw error;
        return { code: isAway(error) ? awayCode : 'LOCATION_UNREACHABLE', message: error.message };
      }
    }),
  );
  return notes.filter((note) => note !== null);
}

/** What to say about a location that can be reached; null: it has room. */
export function roomNote(
  { name }: Pick<Location, 'name'>,
  { free, maxFileSize, refusal }: Pick<LocationUsage, 'free' | 'maxFileSize' | 'refusal'>,
  { size, from }: Pick<BackupEstimate, 'size' | 'from'>,
): RoomNote | null {
  if (refusal !== null) return { code: 'LOCATION_UNREACHABLE', message: refusal };
  const expected = from === 'files' ? `up to ${formatBytes(size)}` : `about ${formatBytes(size)}`;
  if (maxFileSize !== null && size > maxFileSize) {
    const message = `${name} takes no file larger than ${formatBytes(maxFileSize)}, and the backup needs ${expected}: format it with exFAT or ext4, or leave parts out.`;
    return { code: 'FILE_TOO_LARGE', message };
  }
  if (free !== null && size > free) {
    const message = `${name} has ${formatBytes(free)} free, and the backup needs ${expected}.`;
    return { code: 'LOW_SPACE', message };
  }
  return null;
}
