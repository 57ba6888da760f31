/** Where the files of a backup come from: the only place where this folder meets core. */
import { type ListOptions, listFiles } from '../../core/archive/list-files.ts';
import { openArchive } from '../../core/archive/open.ts';
import type { Archive, CandidateKey, Member, PartId, Problem, Source } from '../../core/archive/types.ts';
import { unlockArchive } from '../../core/archive/unlock.ts';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { openBackup } from '../../core/catalog/find.ts';
import { answer } from '../../core/device/answer.ts';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { knownKeys } from '../../core/keys/known.ts';
import { openKeyRing } from '../../core/keys/ring.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import type { Location } from '../../core/locations/types.ts';
import type { Difference } from '../../core/restore/compare.ts';
import { diffBackup } from '../../core/restore/diff.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { FileIndex, type PartName } from './file-index.ts';
import { FileStates } from './file-states.ts';
import { filesText } from './text.ts';

/** A backup that is open for reading. */
export interface OpenedBackup {
  archive: Archive;
  /** The copy that it is read from, for jobs that go on with it. */
  from: Copy;
  /** What is tried on it: the key typed for it first. */
  keys: CandidateKey[];
  /** The key that was typed for it, which jobs on it are handed; null: the known ones do. */
  typed: string | null;
  /** The keys that open something of it. */
  fitting: CandidateKey[];
  /** The parts that wait for another key. */
  locked: PartId[];
}

/** The locations that are set up, or the installation's own. */
export async function knownLocations({ world, home, installation }: ScreenContext): Promise<Location[]> {
  const settings = await openSettings(home);
  return chooseLocations({
    world,
    home,
    named: [],
    known: settings.get('locations'),
    own: installation?.backups ?? null,
  });
}

/**
 * Opens the first copy that can be had, and tries the keys on it. It is closed when the signal is raised. Throws what
 * opening throws; `unreachable` where nothing answers.
 */
export async function openForReading(
  context: ScreenContext,
  entry: Pick<CatalogEntry, 'locations'>,
  typed: string | null,
  signal: AbortSignal,
): Promise<OpenedBackup> {
  const { from, source } = await firstThatOpens(entry.locations, await knownLocations(context));
  closeOn(signal, source);
  const archive = await openArchive(source);
  const known = await knownKeys(context.home, context.installation);
  const keys = typed === null ? known : [{ secret: typed, label: filesText.key.typed }, ...known];
  const members = [...(await unlockArchive(archive, keys))];
  return {
    archive,
    from,
    keys,
    typed,
    fitting: keys.filter((key) => members.some(([, opened]) => opened === key)),
    locked: members.flatMap(([{ part }, opened]) => (opened === null ? [part] : [])),
  };
}

/** Throws what the last one threw. */
async function firstThatOpens(
  copies: readonly Copy[],
  locations: readonly Location[],
): Promise<{ from: Copy; source: Source }> {
  let failure: unknown = new LifeboatError(
    'not-found',
    'NO_COPY',
    'This backup has no copy that is known here.',
  );
  for (const from of copies) {
    try {
      return { from, source: await answer(openBackup({ locations: [from] }, locations), from.path) };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function closeOn(signal: AbortSignal, source: Source): void {
  // Nobody waits for the end of a file that was only read.
  const close = () => void source.close().catch(() => undefined);
  if (signal.aborted) close();
  else signal.addEventListener('abort', close, { once: true });
}

/** Keeps a key that was typed, as one of the known ones; the current key stays. Throws `busy`. */
export async function keepKey({ world, home }: ScreenContext, secret: string): Promise<void> {
  const ring = await openKeyRing(home);
  await ring.add({ secret, source: 'given', created: world.now(), current: ring.current === null });
}

export interface ReadIndex {
  /** What it was read from. */
  of: OpenedBackup;
  index: FileIndex;
  /** Parts that could not be read, or not to their end. */
  problems: Problem[];
}

/** Lists all files that the keys open: reads the whole backup once. */
export async function readIndex(opened: OpenedBackup, options: ListOptions = {}): Promise<ReadIndex> {
  const { archive, keys } = opened;
  const { files, problems } = await listFiles(archive, keys, options);
  const shown = files.filter(({ path }) => path.length <= longestPath);
  const hidden = files.length - shown.length;
  return {
    of: opened,
    index: new FileIndex(shown, partNames(archive)),
    problems: hidden > 0 ? [...problems, tooLong(hidden)] : problems,
  };
}

/** PATH_MAX of Linux: nothing longer was ever a file, and a tree of a million levels is an attack. */
const longestPath = 4096;

function tooLong(count: number): Problem {
  return { path: '', code: 'PATH_TOO_LONG', message: filesText.tooLong(count) };
}

const order = ['homeassistant', 'share', 'ssl', 'media', 'addons/local'];

/** Home Assistant first, then folders, then apps by name; each once. */
function partNames({ members, metadata }: Archive): PartName[] {
  const rank = ({ part }: Member) => (order.includes(part) ? order.indexOf(part) : order.length);
  const label = (part: PartId) => {
    const app = metadata?.addons.find(({ slug }) => slug === part);
    return filesText.part(part, app?.name ?? null);
  };
  const names = members
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ part }): [PartId, PartName] => [part, { id: part, label: label(part) }]);
  return [...new Map(names).values()];
}

/** Bytes that even a small device compares in some seconds; more is compared when the user asks for it. */
const quickSize = 64e6;

export function isQuickToCompare({ archive }: OpenedBackup): boolean {
  return archive.source.size <= quickSize;
}

/** Holds every file against the one that is there now. What cannot be read, or waits for a key, stays unknown. */
export async function compareWithNow(
  { archive, keys, locked }: OpenedBackup,
  installation: Installation,
  index: FileIndex,
  signal: AbortSignal,
): Promise<FileStates> {
  const differences: Difference[] = [];
  for (const part of new Set(archive.members.map((member) => member.part))) {
    if (locked.includes(part) || !installation.parts.some(({ id }) => id === part)) continue;
    try {
      for (const difference of await diffBackup(archive, keys, installation, part, signal))
        differences.push(difference);
    } catch (error) {
      // An empty part, or one that is damaged: the list of files has told about it.
      if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
    }
  }
  return new FileStates(index, differences);
}
