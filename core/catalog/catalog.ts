/** One list of the backups of all locations. */
import { isWhole } from '../archive/completeness.ts';
import { openArchive } from '../archive/open.ts';
import { type Summary, summarize } from '../archive/summary.ts';
import type { Archive, Problem } from '../archive/types.ts';
import { answer, isNoAnswer } from '../device/answer.ts';
import { usualStep } from '../device/clock.ts';
import { LifeboatError } from '../errors.ts';
import type { Location, LocationEntry } from '../locations/types.ts';

/** One file of a backup. */
export interface Copy {
  /** The name of its location. */
  name: string;
  path: string;
}

export interface CatalogEntry extends Summary {
  /** Everything it should hold is there, as far as can be seen without reading it all. */
  whole: boolean;
  /** Its copies, whole ones first. */
  locations: Copy[];
}

export interface Catalog {
  /** Newest first. */
  backups: CatalogEntry[];
  /** Per file, or per location that could not be read. */
  problems: Problem[];
}

/** What is known while some locations have not answered yet: their names. */
export type ReportCatalog = (catalog: Catalog, waiting: readonly string[]) => void;

/**
 * Reads all locations side by side. A bad file or a dead location becomes a problem and hides no other. `report` is told
 * what is known so far, as often as a location is read.
 */
export async function readCatalog(
  locations: readonly Location[],
  report: ReportCatalog = () => undefined,
): Promise<Catalog> {
  const read = new Map<Location, ReadLocation>();
  const known = (): Catalog => {
    // In the order of the locations, not of their answers.
    const answers = locations.flatMap((location) => read.get(location) ?? []);
    return {
      backups: merge(answers.flatMap(({ files }) => files)).sort((a, b) => time(b) - time(a)),
      problems: answers.flatMap(({ problems }) => problems),
    };
  };
  await Promise.all(
    locations.map(async (location) => {
      read.set(location, await readLocation(location));
      const waiting = locations.filter((other) => !read.has(other));
      if (waiting.length > 0)
        report(
          known(),
          waiting.map(({ name }) => name),
        );
    }),
  );
  return known();
}

interface ReadLocation {
  files: Found[];
  problems: Problem[];
}

/** A file that was read: what it is, and what tells whether another file is a copy of it. */
interface Found {
  summary: Summary;
  whole: boolean;
  copy: Copy;
  identity: string;
}

async function readLocation(location: Location): Promise<ReadLocation> {
  const files: Found[] = [];
  const problems: Problem[] = [];
  let entries: LocationEntry[];
  try {
    entries = await answer(location.list(), location.path);
  } catch (error) {
    return { files, problems: [problemOf(location.path, error)] };
  }
  for (const { path } of entries) {
    try {
      const read = await answer(readFile(location, path), path);
      files.push(read.found);
      problems.push(...read.problems);
    } catch (error) {
      problems.push(problemOf(path, error));
      if (isNoAnswer(error)) break;
    }
  }
  return { files, problems };
}

/** What `readCatalog` finds out about one file. Throws what opening it throws. */
async function readFile(location: Location, path: string): Promise<{ found: Found; problems: Problem[] }> {
  const source = await location.open(path);
  try {
    const archive = await openArchive(source);
    const found = describe(archive, { name: location.name, path });
    return { found, problems: archive.problems.map(({ code, message }) => ({ path, code, message })) };
  } finally {
    await source.close();
  }
}

/** The backup that protects; null: none does. `backups`: newest first. */
export function lastWhole(backups: readonly CatalogEntry[], now: Date): CatalogEntry | null {
  return backups.find((backup) => backup.whole && isPast(backup, now)) ?? null;
}

/** What is dated in the future, or has no date that can be read, protects nothing. */
export function isPast({ date }: CatalogEntry, now: Date): boolean {
  return Date.parse(date) <= now.getTime() + usualStep;
}

/** The entry of one archive that lies at `copy`. */
export function catalogEntry(archive: Archive, copy: Copy): CatalogEntry {
  const { summary, whole } = describe(archive, copy);
  return { ...summary, whole, locations: [copy] };
}

function describe(archive: Archive, copy: Copy): Found {
  const summary = summarize(archive);
  // As Home Assistant merges: one slug, and all metadata alike but whether this copy is encrypted.
  const { protected: _, ...metadata } = archive.metadata ?? { slug: copy.path, protected: false };
  return { summary, whole: isWhole(archive), copy, identity: `${summary.id} ${JSON.stringify(metadata)}` };
}

function merge(found: readonly Found[]): CatalogEntry[] {
  const entries = new Map<string, CatalogEntry>();
  for (const { summary, whole, copy, identity } of [...found].sort(
    (a, b) => Number(b.whole) - Number(a.whole),
  )) {
    const entry = entries.get(identity);
    if (entry) entry.locations.push(copy);
    else entries.set(identity, { ...summary, whole, locations: [copy] });
  }
  return [...entries.values()];
}

/** Milliseconds since 1970; what has no date is older than all. */
function time({ date }: Summary): number {
  const value = Date.parse(date);
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

function problemOf(path: string, error: unknown): Problem {
  if (!(error instanceof LifeboatError)) throw error;
  return { path, code: error.code, message: error.message };
}
