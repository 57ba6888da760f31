/** The usual places of Home Assistant's configuration and of the folders that lie beside it. */
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PartId } from '../archive/types.ts';
import { systemCode } from '../errors.ts';
import { devicePath, type World } from '../world.ts';
import type { Container, Mount } from './docker.ts';
import { dig, readJsonFile, textOr } from './json-file.ts';
import { readMounts } from './mounts.ts';
import type { InstallationKind, Part } from './types.ts';

/** A place where a configuration may lie, and what would belong to it there. */
export interface Place {
  kind: InstallationKind;
  config: string;
  /** Those that may be there; not looked for yet. Of several with one id the first that exists counts. */
  folders: Part[];
  backups: string;
  /** What Home Assistant sees in its container; none where it sees what we see. */
  mounts: Mount[];
  container?: string;
}

/** The file that says "this is a demo", beside its configuration. */
export const demoMarker = '.lifeboat-demo';

/** Those of the Supervisor; nothing has to be asked for them. */
export function supervisorPlaces(world: World): Place[] {
  const supervised = textOr(
    dig(readJsonFile(devicePath(world, '/etc/hassio.json')), 'data'),
    '/usr/share/hassio',
  );
  return [
    ...appPlaces(world),
    supervisorPlace('os', devicePath(world, '/mnt/data/supervisor')),
    supervisorPlace('supervised', devicePath(world, supervised)),
  ];
}

/** All others, those that docker tells of first: it knows what belongs to the configuration. */
export function otherPlaces(world: World, containers: readonly Container[]): Place[] {
  return [...containers.flatMap(containerPlace), insideContainerPlace(world), ...corePlaces(world)];
}

/** The host of the Supervisor, whose data folder has all parts side by side. */
function supervisorPlace(kind: InstallationKind, base: string): Place {
  const config = path.join(base, 'homeassistant');
  return {
    kind,
    config,
    folders: [
      { id: 'share', path: path.join(base, 'share') },
      { id: 'ssl', path: path.join(base, 'ssl') },
      { id: 'media', path: path.join(base, 'media') },
      // Renamed in 2026; the part is still called by its old name, and the apps are read from the new place.
      { id: 'addons/local', path: path.join(base, 'apps/local') },
      { id: 'addons/local', path: path.join(base, 'addons/local') },
    ],
    backups: path.join(base, 'backup'),
    mounts: supervisorMounts(config, base),
  };
}

/** Inside an app, e.g. the one for SSH; the folders are mapped to the root under old or new names. */
function appPlaces(world: World): Place[] {
  const config = devicePath(world, '/homeassistant');
  const older = devicePath(world, '/config');
  const hasToken = Boolean(world.env.SUPERVISOR_TOKEN);
  // Without the token, as in a shell that is no login shell, the link tells: anybody may have a `/homeassistant`.
  if (!hasToken && !isLink(older)) return [];
  return (hasToken ? [config, older] : [config]).map((folder) => ({
    kind: 'app',
    config: folder,
    folders: [
      { id: 'share', path: devicePath(world, '/share') },
      { id: 'ssl', path: devicePath(world, '/ssl') },
      { id: 'media', path: devicePath(world, '/media') },
      // Mapped as such: `/addons` is the host's `addons/local`.
      { id: 'addons/local', path: devicePath(world, '/local_apps') },
      { id: 'addons/local', path: devicePath(world, '/addons') },
    ],
    backups: devicePath(world, '/backup'),
    mounts: supervisorMounts(folder, world.root),
  }));
}

/** As the Supervisor mounts them into Home Assistant's container. */
function supervisorMounts(config: string, base: string): Mount[] {
  return [
    { inside: '/config', path: config },
    ...['share', 'ssl', 'media'].map((name) => ({ inside: `/${name}`, path: path.join(base, name) })),
  ];
}

const mountable: readonly PartId[] = ['share', 'ssl', 'media'];

function containerPlace(container: Container): Place[] {
  const config = container.mounts.find(({ inside }) => inside === '/config')?.path;
  if (config === undefined) return [];
  return [
    {
      kind: 'container',
      config,
      folders: mountable.flatMap((id) => {
        const mount = container.mounts.find(({ inside }) => inside === `/${id}`);
        return mount ? [{ id, path: mount.path }] : [];
      }),
      backups: path.join(config, 'backups'),
      mounts: container.mounts,
      container: container.name,
    },
  ];
}

/** We run in Home Assistant's own container, or beside it with the same mount. Its image has an empty `/media` too. */
function insideContainerPlace(world: World): Place {
  const config = devicePath(world, '/config');
  const mounted = new Set(readMounts(world).map(({ point }) => point));
  return {
    kind: 'container',
    config,
    folders: mountable
      .filter((id) => mounted.has(`/${id}`))
      .map((id) => ({ id, path: devicePath(world, `/${id}`) })),
    backups: path.join(config, 'backups'),
    mounts: [],
  };
}

/** A Python environment. With sudo the home is root's, and the installation the caller's. */
function corePlaces(world: World): Place[] {
  const caller = world.env.SUDO_USER;
  const homes = [
    world.home,
    ...(caller ? [devicePath(world, `/home/${path.basename(caller)}`)] : []),
    devicePath(world, '/home/homeassistant'),
  ];
  return homes.map((home) => plainPlace('core', path.join(home, '.homeassistant')));
}

/** A configuration directory that has nothing beside it. */
function plainPlace(kind: InstallationKind, config: string): Place {
  return { kind, config, folders: [], backups: path.join(config, 'backups'), mounts: [] };
}

/** A directory that the user names, and none of the usual ones. */
export function givenPlace(config: string): Place {
  const base = path.dirname(config);
  const isBase = path.basename(config) === 'homeassistant';
  if (isBase && isDirectory(path.join(base, 'share')) && isDirectory(path.join(base, 'ssl'))) {
    const place = supervisorPlace('unknown', base);
    const isDemo = existsSync(path.join(base, demoMarker));
    if (isDemo) return { ...place, kind: 'demo', backups: path.join(config, 'backups'), mounts: [] };
    return isDirectory(place.backups) ? place : { ...place, backups: path.join(config, 'backups') };
  }
  // It may have been written for a container, where the configuration is `/config`; all else is where it is here.
  const mounts = [
    { inside: '/config', path: config },
    { inside: '', path: '/' },
  ];
  return { ...plainPlace('unknown', config), mounts };
}

/** What makes a directory a configuration; any of it will do, because what is wrecked must be found too. */
export const signs = ['.HA_VERSION', 'configuration.yaml', '.storage'] as const;

/** Throws system errors other than "it is not there", e.g. EACCES. */
export function isConfiguration(folder: string): boolean {
  try {
    const names = readdirSync(folder);
    return signs.some((sign) => names.includes(sign));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return false;
    throw error;
  }
}

/** What may lie in a directory in which no Home Assistant has been started yet; a restore that was cut off has its own. */
const ofTheDrive = ['lost+found', 'backups', '.cache', '.lifeboat'];

/** Whether a directory is there and as good as empty. */
export function isNew(folder: string): boolean {
  return isDirectory(folder) && readdirSync(folder).every((name) => ofTheDrive.includes(name));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

export function isDirectory(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}

/** The same place by another name is the same; null where it is not there. */
export function realPlace(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
}
