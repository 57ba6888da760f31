/** Whether an archive lacks anything that its maker meant it to hold: one answer for verify, the catalog and the screens. */
import type { Archive, Problem } from './types.ts';

/**
 * What says that something is missing or cannot be reached, rather than that something is odd. Home Assistant lists some of
 * these backups as if all were well: a part that the Supervisor failed to add is simply not named in their metadata.
 */
const lacking = new Set([
  'METADATA_MISSING',
  'METADATA_BROKEN',
  'MEMBER_CUT',
  'MEMBER_MISSING',
  'MEMBER_NOT_LISTED',
  'ARCHIVE_BROKEN_OFF',
  'HEADER_DAMAGED',
]);

/** What says that whole members are not there, or may not be. */
const losing = new Set(['METADATA_MISSING', 'METADATA_BROKEN', 'MEMBER_MISSING', 'ARCHIVE_BROKEN_OFF']);

/** What is lost with no member to show for it. */
export function lostParts({ problems }: Archive): Problem[] {
  return problems.filter(({ code }) => losing.has(code));
}

/** The whole members of such a backup can be had all the same. */
export function isIncomplete({ problems }: { problems: readonly Problem[] }): boolean {
  return problems.some(({ code }) => lacking.has(code));
}

/** Nothing is missing, as far as can be seen without reading it all. A backup of nothing protects nothing: it is not. */
export function isWhole(archive: Archive): boolean {
  return archive.members.length > 0 && !isIncomplete(archive);
}
