/** What of an installation can be asked for. */
import type { PartId } from '../archive/types.ts';
import type { Installation } from './types.ts';

/** Its parts, and a history that cannot be reached now: a wish for that one holds, and the backup is incomplete. */
export function partIds({ parts, isHistoryAway }: Pick<Installation, 'parts' | 'isHistoryAway'>): PartId[] {
  return [...parts.map(({ id }) => id), ...(isHistoryAway ? ['database'] : [])];
}
