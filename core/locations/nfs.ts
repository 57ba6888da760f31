/** A directory that a server exports over NFS. */
import path from 'node:path';
import { readMounts } from '../device/mounts.ts';
import type { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mountable } from './connect.ts';
import { firstWords, noProgram, unreachable } from './mount-errors.ts';
import { findHost, tryPort } from './network.ts';
import { addressOf, hostOf, type NfsSettings } from './settings.ts';

export const nfsPort = 2049;

export function nfsExport(settings: NfsSettings, world: World): Mountable {
  const { host, port, export: directory } = settings;
  const address = addressOf({ ...settings, folder: '' });
  const from = `${hostOf(settings)}:${directory}`;
  return {
    key: `nfs:${address}`,
    address,
    async find() {
      const mount = readMounts(world).find(({ type, source }) => /^nfs4?$/.test(type) && source === from);
      return mount?.point ?? null;
    },
    async mountArguments() {
      await tryPort(await findHost(host), port ?? nfsPort, 'NFS');
      // soft: a server that is gone gives an error after half a minute, where a hard mount waits for ever.
      const at = port === null ? '' : `,port=${port}`;
      return ['-t', 'nfs', '-o', `soft,timeo=100,retrans=2,nosuid,nodev,noexec${at}`, from];
    },
    mountError: (output) => mountError(settings, output),
  };
}

/** The directories that the server lists; null where it lists none to us, as NFS 4 alone does, or nobody can ask. */
export async function listExports(host: string, world: World): Promise<string[] | null> {
  const { exitCode, stdout } = await world.run('showmount', ['--no-headers', '--exports', host], {
    timeout: 8_000,
  });
  if (exitCode !== 0) return null;
  // After each stands for whom, in one word; the directory itself may have spaces.
  return stdout.split('\n').flatMap((line) => /^(\/.*?)\s+\S+$/.exec(line.trim())?.[1] ?? []);
}

/** What `server:/export/backups` means: the export that the server lists, and the folder in it; all an export where it lists none. */
export async function splitExport(
  { host, export: directory }: Pick<NfsSettings, 'host' | 'export'>,
  world: World,
): Promise<Pick<NfsSettings, 'export' | 'folder'>> {
  const exported = (await listExports(host, world)) ?? [];
  const around = exported.filter((one) => `${directory}/`.startsWith(one === '/' ? '/' : `${one}/`));
  const [innermost = directory] = around.sort((a, b) => b.length - a.length);
  return { export: innermost, folder: path.relative(innermost, directory) };
}

function mountError({ host, export: directory }: NfsSettings, output: string): LifeboatError {
  if (/need a .*helper program/.test(output)) return noProgram('mount.nfs', 'nfs-common');
  if (/unknown filesystem type|not supported by (the )?kernel|No such device/i.test(output))
    return unreachable('MOUNT_UNSUPPORTED', 'The kernel of this system cannot mount NFS.', [
      'Keep backups in a directory that the system has mounted.',
    ]);
  if (/access denied|Permission denied/i.test(output))
    return unreachable('LOGIN_REFUSED', `${host} does not let this device mount ${directory}.`, [
      'Add the address of this device to the export there.',
    ]);
  if (/No such file/i.test(output)) return noExport(host, directory);
  if (/rpc\.statd/.test(output))
    return unreachable('MOUNT_FAILED', `${host} offers only NFS 3, for which rpc.statd must run here.`, [
      'Switch on NFS 4 there.',
      'Start it: sudo systemctl start rpc-statd',
    ]);
  if (/timed out|refused|unreachable|No route/i.test(output))
    return unreachable('HOST_UNREACHABLE', `${host} does not answer.`, []);
  return unreachable('MOUNT_FAILED', `${host}:${directory} cannot be mounted: ${firstWords(output)}`, []);
}

function noExport(host: string, directory: string): LifeboatError {
  return unreachable('SHARE_UNKNOWN', `${host} does not export ${directory}.`, [
    `See what it exports: showmount --exports ${host}`,
  ]);
}
