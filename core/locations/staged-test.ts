/** The test of a location, step by step, so that it tells which one fails and why. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import { connect, type Mountable } from './connect.ts';
import { goneFrom, makeLikeParent } from './directory.ts';
import { fileSystemName, findDrive } from './drives.ts';
import { findHost, tryPort } from './network.ts';
import { listExports, nfsPort } from './nfs.ts';
import { type MountSurroundings, mountableOf } from './open.ts';
import { passwordFile } from './passwords.ts';
import { directoryProbe, type Probe } from './probe.ts';
import { safetyOf } from './safety.ts';
import {
  addressOf,
  type LocationSettings,
  type NfsSettings,
  type SmbSettings,
  type UsbSettings,
} from './settings.ts';
import { smbPort } from './smb.ts';
import { findSmbClient } from './smb-client.ts';
import { attempt, passed, type Stage, type StageId, skipped, warning } from './stages.ts';
import { away } from './usb.ts';

export interface TestSurroundings extends MountSurroundings {
  /** Whose backups it would keep; null or absent: not known. */
  installation?: Installation | null;
}

const fatLimit = 'FAT32 takes no file of 4 GiB or more: a larger backup needs a drive with exFAT or ext4.';
/** What the test writes and reads back. */
const sampleSize = 2 ** 16;

/**
 * Tries everything that a backup needs, one stage after the other; the last one is the first that failed. Only where a
 * share cannot be mounted but spoken to otherwise it goes on, to tell whether the share is at fault. Leaves nothing
 * behind but the folder, where that was not there.
 */
export async function* testLocation(
  settings: LocationSettings,
  around: TestSurroundings,
): AsyncGenerator<Stage, void> {
  switch (settings.kind) {
    case 'directory': {
      const gone = goneFrom(around.world, settings);
      if (gone !== null) return yield { id: 'mount', state: 'failed', message: gone.message, error: gone };
      const isOwn = settings.path === around.installation?.backups;
      const probe = directoryProbe(around.world, settings.path, settings.path, {
        ...(isOwn ? { make: makeLikeParent } : {}),
      });
      if (yield* placeStages(probe, around)) yield* safetyStages(settings.path, around);
      return;
    }
    case 'usb':
      return yield* usbStages(settings, around);
    case 'smb':
      return yield* smbStages(settings, around);
    case 'nfs':
      return yield* nfsStages(settings, around);
  }
}

async function* usbStages(settings: UsbSettings, around: TestSurroundings): AsyncGenerator<Stage, void> {
  const isThere = yield* attempt('drive', async () => {
    const drive = await findDrive(around.world, settings.uuid);
    if (drive === null) throw away(settings);
    return `The drive is plugged in: ${drive.path}, ${fileSystemName(drive)}, ${formatBytes(drive.size)}.`;
  });
  if (isThere) yield* mountedStages(settings, around);
}

async function* smbStages(settings: SmbSettings, around: TestSurroundings): AsyncGenerator<Stage, void> {
  const { host, port, share, user, name } = settings;
  if (!(yield* serverStages(host, port ?? smbPort, 'file sharing (SMB)'))) return;
  const credentials = around.credentials ?? passwordFile(around.home, name);
  const client = await findSmbClient(settings, around.world, credentials);
  if (typeof client === 'string') {
    yield skipped('login', `Only mounting it will tell: ${client}.`);
  } else {
    const isIn = yield* attempt('login', async () => {
      await client.logIn();
      return user === null ? `${host} lets guests in.` : `${host} accepts ${user} with this password.`;
    });
    if (!isIn) return;
    const isShared = yield* attempt('share', async () => {
      await client.findShare();
      return `There is a share ${share}.`;
    });
    if (!isShared) return;
  }
  const isMounted = yield* mountedStages(settings, around);
  if (!isMounted && typeof client !== 'string') yield* placeStages(client, around);
}

async function* nfsStages(settings: NfsSettings, around: TestSurroundings): AsyncGenerator<Stage, void> {
  const { host, port, export: directory } = settings;
  if (!(yield* serverStages(host, port ?? nfsPort, 'NFS'))) return;
  const exported = await listExports(host, around.world);
  if (exported === null)
    yield skipped('share', 'Only mounting it will tell: the server does not list its exports.');
  else if (exported.includes(directory)) yield passed('share', `${host} exports ${directory}.`);
  // NFS 4 may have other names for them.
  else yield skipped('share', `${host} lists other exports: ${exported.join(', ')}.`);
  yield* mountedStages(settings, around);
}

/** Whether the server is there and listens. */
async function* serverStages(host: string, port: number, service: string): AsyncGenerator<Stage, boolean> {
  if (!(yield* attempt('host', async () => `${host} is found at ${await findHost(host)}.`))) return false;
  const trial = tryPort(host, port, service);
  const reached = trial.catch((error: unknown) => {
    // Who refuses a connection is there.
    if (!(error instanceof LifeboatError) || error.code !== 'PORT_CLOSED') throw error;
  });
  const isThere = yield* attempt('reach', async () => {
    await reached;
    return `${host} answers.`;
  });
  if (!isThere) return false;
  return yield* attempt('port', async () => {
    await trial;
    return `Port ${port} is open.`;
  });
}

/** Mounts it and tries the folder. Whether it could be mounted. */
async function* mountedStages(
  settings: Exclude<LocationSettings, { kind: 'directory' }>,
  around: TestSurroundings,
): AsyncGenerator<Stage, boolean> {
  const mountable: Mountable = mountableOf(settings, around);
  const mounting = connect(around.world, mountable);
  try {
    const isMounted = yield* attempt('mount', async () => {
      await mounting;
      return `${mountable.address} can be mounted.`;
    });
    if (!isMounted) return false;
    const directory = path.join((await mounting).directory, settings.folder);
    const probe = directoryProbe(around.world, directory, addressOf(settings), {
      make: (folder) => mkdir(folder, { recursive: true }),
    });
    if (yield* placeStages(probe, around)) yield* safetyStages(directory, around);
    return true;
  } finally {
    // Also where nobody waits for the rest of the stages. Why it could not be mounted has been told.
    await mounting.then(
      (connection) => connection.release(),
      () => undefined,
    );
  }
}

/** Whether all of them passed. */
async function* placeStages(probe: Probe, { world }: MountSurroundings): AsyncGenerator<Stage, boolean> {
  const sample = world.randomBytes(sampleSize);
  const name = `lifeboat-test-${world.randomBytes(6).toString('hex')}`;
  let isFat = false;
  const steps: [StageId, () => Promise<string>][] = [
    ['folder', async () => ((await probe.makeFolder()) ? 'The folder was made.' : 'The folder is there.')],
    [
      'write',
      async () => {
        await probe.write(name, sample);
        return 'A file was written.';
      },
    ],
    [
      'read',
      async () => {
        const back = await probe.read(name);
        if (!back.equals(sample)) throw differs();
        return 'It was read back the same.';
      },
    ],
    [
      'delete',
      async () => {
        await probe.remove(name);
        return 'It was deleted again.';
      },
    ],
    [
      'space',
      async () => {
        const { free, total, maxFileSize } = await probe.space();
        isFat = maxFileSize !== null;
        if (free === null || total === null) return 'How much is free there is not told.';
        return `${formatBytes(free)} of ${formatBytes(total)} are free.`;
      },
    ],
  ];
  try {
    for (const [id, check] of steps) if (!(yield* attempt(id, check))) return false;
    if (isFat) yield warning('space', fatLimit);
    return true;
  } finally {
    await probe.close();
  }
}

/** Whether a backup there would be lost together with Home Assistant, or carried along by it. */
function* safetyStages(directory: string, { world, installation }: TestSurroundings): Generator<Stage, void> {
  if (!installation) return;
  for (const { isRisk, message } of safetyOf(world, directory, installation))
    yield isRisk ? warning('safety', message) : passed('safety', message);
}

function differs(): LifeboatError {
  return new LifeboatError('damaged', 'READ_DIFFERS', 'What was read back is not what was written.', {
    safe: 'Nothing was changed.',
    remedies: ['The drive may be failing, or have less room than it says: use another one.'],
  });
}
