/** Surveys all members of a plan: counts and compares, and finds damage while nothing has been touched. */
import type { Member, PartId } from '../archive/types.ts';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { textsForNotes } from './after.ts';
import { Effect } from './effect.ts';
import type { Selection } from './select.ts';
import { surveyMember } from './survey.ts';
import type { InstallationRef, PlannedMember, RestoreRequest } from './types.ts';

interface Planned {
  selection: Selection;
  chosen: readonly Member[];
  /** One for each of `chosen`; gets what was found. */
  members: readonly PlannedMember[];
  parts: readonly PartId[];
  /** Null for a restore into a directory. */
  installation: InstallationRef | null;
}

/** Gives the small files that notes are made of. Throws LifeboatError wrong-key, cancelled; damaged in place only. */
export async function surveyAll(
  world: World,
  request: RestoreRequest,
  { selection, chosen, members, parts, installation }: Planned,
): Promise<Map<string, string>> {
  const { archive, keys, signal, report, onChange = () => undefined } = request;
  const texts = new Map<string, string>();
  const targets = members.map(({ target }) => target);
  const total = members.reduce((sum, { size }) => sum + size, 0);
  let read = 0;
  for (const [at, planned] of members.entries()) {
    const member = chosen[at];
    if (!member) continue;
    const before = read;
    read += planned.size;
    const isWhole = parts.includes(planned.part);
    const effect = installation
      ? new Effect(world, { planned, installation, isWhole, targets, onChange })
      : null;
    try {
      const found = await surveyMember({
        archive,
        member,
        planned,
        keys,
        selection,
        effect,
        databaseFiles: installation?.databaseFiles ?? [],
        texts: isWhole && installation ? textsForNotes : new Set(),
        onBytes: (bytes) => report?.({ type: 'progress', bytes: before + bytes, total }),
        ...(signal ? { signal } : {}),
      });
      planned.measured = found.measured;
      planned.changes = effect?.changes ?? null;
      for (const [name, text] of found.texts) texts.set(name, text);
    } catch (error) {
      if (installation || !(error instanceof LifeboatError) || error.kind !== 'damaged') throw error;
      planned.flaw ??= error.message;
    }
  }
  return texts;
}
