/** Counts what was chosen of a member, and reads it to its end, without writing anything. */
import { partOf } from '../archive/paths.ts';
import type { Archive, CandidateKey, Member } from '../archive/types.ts';
import { walkMember } from '../archive/walk.ts';
import { LifeboatError } from '../errors.ts';
import { nameProblem } from './names.ts';
import type { Selection } from './select.ts';
import { secretFor } from './stage.ts';
import type { Measure, PlannedMember } from './types.ts';

export async function measureMember(request: {
  archive: Archive;
  member: Member;
  planned: PlannedMember;
  keys: readonly CandidateKey[];
  selection: Selection;
  signal?: AbortSignal;
}): Promise<Measure> {
  const { archive, member, planned, keys, selection, signal } = request;
  const secret = await secretFor(archive, member, planned.keyLabel, keys);
  const measure: Measure = { files: 0, folders: 0, bytes: 0 };
  const end = await walkMember(
    archive,
    member,
    secret,
    {
      entry({ path, type, size }) {
        const listed = nameProblem(path) ? null : partOf(member, path);
        if (!listed || !selection.takes(listed)) return 'skip';
        if (type === 'folder') measure.folders += 1;
        else measure.files += 1;
        measure.bytes += size;
        return 'skip';
      },
    },
    signal ? { signal } : {},
  );
  if (!end.isComplete)
    throw new LifeboatError('damaged', 'MEMBER_TRUNCATED', `${member.name} ends before its end mark.`, {
      safe: 'Nothing was changed.',
    });
  return measure;
}
