/** Carries out what a job is to do. The same for a detached process and for a command in the foreground. */
import path from 'node:path';
import { openArchive } from '../archive/open.ts';
import { prepareEncryption } from '../archive/securetar/encrypt.ts';
import { isEncrypted } from '../archive/summary.ts';
import type { Archive, CandidateKey, Problem, Source } from '../archive/types.ts';
import { type VerifyResult, verifyArchive } from '../archive/verify.ts';
import { createBackup } from '../backup/create.ts';
import { secureTarFor } from '../backup/plan.ts';
import type { Copy } from '../catalog/catalog.ts';
import { copyBackup } from '../catalog/copy.ts';
import { openBackup } from '../catalog/find.ts';
import { resealBackup } from '../catalog/reseal.ts';
import { withArchive } from '../catalog/with-archive.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import type { Run } from '../events.ts';
import type { Location } from '../locations/types.ts';
import { keepHeapSmall } from '../memory.ts';
import { runRestore } from '../restore/restore.ts';
import { undoRestore } from '../restore/undo.ts';
import { openSettings } from '../settings/settings.ts';
import { holdInstallation, holdToRead } from './installation.ts';
import { keysOf, knownLocationsOf, locationsOf, type Means, newKeyOf } from './means.ts';
import type { JobKind, JobResults, JobWork } from './types.ts';

/** The work of one kind. */
export type WorkOf<Kind extends JobKind> = Extract<JobWork, { kind: Kind }>;

type Ways = {
  [Kind in JobKind]: (means: Means, work: WorkOf<Kind>, run: Run) => Promise<JobResults[Kind]>;
};

const ways: Ways = { backup, verify, copy, restore, undo };

/** Throws what the operation throws; `busy` before its first stage. */
export function carryOut<Kind extends JobKind>(
  means: Means,
  work: WorkOf<Kind>,
  run: Run,
): Promise<JobResults[Kind]> {
  keepHeapSmall();
  const way = ways[work.kind as Kind];
  return way(means, work, run);
}

async function backup(means: Means, { plan }: WorkOf<'backup'>, run: Run): Promise<JobResults['backup']> {
  const { world, version } = means;
  const { installation } = plan;
  const names = plan.locations.map(({ name }) => name);
  const locations = await locationsOf({ ...means, installation: async () => installation }, names);
  return holdToRead(world, installation, run, 'backup', async (scratch) => {
    const key = plan.securetar === null ? null : await newKeyOf(means, installation);
    const deviceId = await (await openSettings(means.home)).deviceId();
    const result = await createBackup(world, plan, { ...run, key, locations, deviceId, version, scratch });
    return { ...result, key: key && { label: key.label, isNew: key.isNew } };
  });
}

async function verify(
  means: Means,
  { copies, database }: WorkOf<'verify'>,
  run: Run,
): Promise<JobResults['verify']> {
  const results: JobResults['verify']['results'] = [];
  for (const copy of copies) {
    try {
      const result = await withCopy(means, copy, (archive, keys) =>
        verifyArchive(archive, keys, { database }, run),
      );
      results.push({ ...result, path: copy.path });
    } catch (error) {
      results.push({ ...unreadable(copy, error), path: copy.path });
    }
  }
  return { results };
}

/** A file that is no archive, or that its drive does not give back. Others that are asked for are verified all the same. */
function unreadable(copy: Copy, error: unknown): VerifyResult {
  const isFound =
    error instanceof LifeboatError
      ? ['damaged', 'failed', 'unreachable'].includes(error.kind)
      : systemCode(error) !== '';
  if (!(error instanceof Error) || !isFound) throw error;
  const state = error instanceof LifeboatError && error.kind === 'damaged' ? 'damaged' : 'unreadable';
  const code = error instanceof LifeboatError ? error.code : systemCode(error);
  const problem: Problem = { path: copy.path, code, message: error.message };
  return { id: copy.path, state, parts: [], database: 'not-checked', problems: [problem] };
}

async function copy(means: Means, work: WorkOf<'copy'>, run: Run): Promise<JobResults['copy']> {
  const { id, from, to } = work;
  const [target] = await locationsOf(means, [to]);
  if (!target) throw new Error('a copy goes to a location');
  const source = await openBackup({ locations: [from] }, await knownLocationsOf(means, [from]));
  const name = path.basename(from.path);
  try {
    const wish = work.isEncrypted ?? target.encrypt;
    const archive = wish === undefined ? null : await otherForm(source, wish);
    const copied =
      archive && wish !== undefined
        ? await resealed(means, archive, wish, target, name, run)
        : await copyBackup(source, target, name, means.world.now(), run);
    return { id, location: target.name, path: copied };
  } finally {
    await source.close();
  }
}

/** Null where it has this form already, or somebody else made it: then it is copied as it is. */
async function otherForm(source: Source, wish: boolean): Promise<Archive | null> {
  const archive = await openArchive(source);
  return archive.maker === 'lifeboat' && isEncrypted(archive) !== wish ? archive : null;
}

async function resealed(
  means: Means,
  archive: Archive,
  wish: boolean,
  target: Location,
  name: string,
  run: Run,
): Promise<string> {
  const { world } = means;
  if (!wish)
    return resealBackup(world, { archive, keys: await keysOf(means), encryption: null }, target, name, run);
  const key = await newKeyOf(means, await means.installation());
  const version = secureTarFor(archive.metadata?.homeassistant?.version ?? null);
  const setup = await prepareEncryption(version, key.secret, world.randomBytes);
  return resealBackup(world, { archive, keys: [], encryption: { setup, key } }, target, name, run);
}

function restore(means: Means, { plan, from }: WorkOf<'restore'>, run: Run): Promise<JobResults['restore']> {
  const { world } = means;
  return withCopy(means, from, async (archive, keys) => {
    if (plan.installation === null) return runRestore(world, plan, { archive, keys, ...run });
    const installation = await means.installation();
    return holdInstallation(world, installation, run, 'restore', (homeAssistant) =>
      runRestore(world, plan, { archive, keys, homeAssistant, ...run }),
    );
  });
}

async function undo(means: Means, _work: WorkOf<'undo'>, run: Run): Promise<JobResults['undo']> {
  const { world } = means;
  const installation = await means.installation();
  return holdInstallation(world, installation, run, 'undo', async (homeAssistant) => {
    const { parts, paths, backup, kept } = await undoRestore(world, installation, { ...run, homeAssistant });
    return { undone: [...parts, ...paths], backup, kept };
  });
}

/** Hands the opened copy and its keys to `work`. */
async function withCopy<Result>(
  means: Means,
  copy: Copy,
  work: (archive: Archive, keys: CandidateKey[]) => Promise<Result>,
): Promise<Result> {
  const locations = await knownLocationsOf(means, [copy]);
  return withArchive({ locations: [copy] }, locations, () => keysOf(means), work);
}
