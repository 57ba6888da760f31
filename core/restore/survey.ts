/**
 * Reads what was chosen of a member to its end and writes nothing: counts it, finds damage, and for a restore in place
 * holds it against the files that are there now.
 */
import { partOf } from '../archive/paths.ts';
import type { Archive, CandidateKey, Member, TarEntry, TarVisitor } from '../archive/types.ts';
import { walkMember } from '../archive/walk.ts';
import { LifeboatError } from '../errors.ts';
import { Comparison } from './compare.ts';
import type { Effect } from './effect.ts';
import { nameProblem } from './names.ts';
import { whyUnwanted } from './rules.ts';
import type { Listed, Selection } from './select.ts';
import { secretFor } from './stage.ts';
import type { Measure, PlannedMember } from './types.ts';

export interface SurveyRequest {
  archive: Archive;
  member: Member;
  planned: PlannedMember;
  keys: readonly CandidateKey[];
  selection: Selection;
  /** What it would do to the files that are here; null for a restore into a directory. */
  effect: Effect | null;
  databaseFiles: readonly string[];
  /** Files whose text is handed back, as listed. */
  texts: ReadonlySet<string>;
  signal?: AbortSignal;
  onBytes?: (compressed: number) => void;
}

export interface Survey {
  measured: Measure;
  texts: Map<string, string>;
}

/** Longer ones are none of the small files that a plan looks into. */
const longestText = 8 * 1024 * 1024;

/** Throws what `walkMember` throws; damaged where the member has no end mark. */
export async function surveyMember(request: SurveyRequest): Promise<Survey> {
  const { archive, member, planned, keys, effect, signal, onBytes } = request;
  const secret = await secretFor(archive, member, planned.keyLabel, keys);
  const surveyor = new Surveyor(request);
  try {
    const end = await walkMember(archive, member, secret, surveyor, {
      ...(signal ? { signal } : {}),
      ...(onBytes ? { onBytes } : {}),
    });
    if (!end.isComplete)
      throw new LifeboatError('damaged', 'MEMBER_TRUNCATED', `${member.name} ends before its end mark.`, {
        safe: 'Nothing was changed.',
      });
  } finally {
    surveyor.close();
  }
  effect?.finish();
  return surveyor;
}

class Surveyor implements TarVisitor, Survey {
  readonly measured: Measure = { files: 0, folders: 0, bytes: 0 };
  readonly texts = new Map<string, string>();
  readonly #request: SurveyRequest;
  readonly #comparison: Comparison | null;
  #text: { path: string; pieces: Buffer[] } | null = null;

  constructor(request: SurveyRequest) {
    const { member, effect } = request;
    this.#request = request;
    this.#comparison =
      effect &&
      new Comparison(
        member,
        effect.live,
        () => true,
        (difference) => effect.take(difference),
      );
  }

  entry(entry: TarEntry): 'skip' | undefined {
    const { member, selection } = this.#request;
    const listed = nameProblem(entry.path) ? null : partOf(member, entry.path);
    if (!listed || !selection.takes(listed)) return 'skip';
    if (entry.type === 'folder') this.measured.folders += 1;
    else this.measured.files += 1;
    this.measured.bytes += entry.size;
    const isRead = this.#beginText(listed, entry);
    const isCompared = this.#comparison && this.#comes(listed) && this.#comparison.entry(entry) !== 'skip';
    return isRead || isCompared ? undefined : 'skip';
  }

  data(chunk: Buffer): void {
    this.#text?.pieces.push(Buffer.from(chunk));
    this.#comparison?.data(chunk);
  }

  entryEnd(): void {
    if (this.#text) this.texts.set(this.#text.path, Buffer.concat(this.#text.pieces).toString('utf8'));
    this.#text = null;
    this.#comparison?.entryEnd();
  }

  close(): void {
    this.#comparison?.close();
  }

  #beginText({ path }: Listed, { type, size }: TarEntry): boolean {
    if (type !== 'file' || size > longestText || !this.#request.texts.has(path)) return false;
    this.#text = { path, pieces: [] };
    return true;
  }

  #comes({ path }: Listed): boolean {
    const { planned, databaseFiles } = this.#request;
    if (planned.part !== 'homeassistant') return true;
    return whyUnwanted(path.slice(planned.part.length + 1), databaseFiles) === null;
  }
}
