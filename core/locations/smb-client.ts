/** What smbclient tells about a share, and does on it: it needs neither root nor a kernel that can mount SMB. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { roomOf } from './file-system.ts';
import { readPassword } from './passwords.ts';
import type { Probe } from './probe.ts';
import type { SmbSettings } from './settings.ts';
import { requirePassword, smbPort } from './smb.ts';
import { type Doing, noShare, smbError } from './smb-errors.ts';

export interface SmbClient extends Probe {
  /** Throws LOGIN_REFUSED and its like. */
  logIn(): Promise<void>;
  /** Throws SHARE_UNKNOWN, with the shares that there are, or SHARE_REFUSED. */
  findShare(): Promise<void>;
}

/** `credentials`: the file with the name and the password. A text is the reason why it cannot be asked. */
export async function findSmbClient(
  settings: SmbSettings,
  world: World,
  credentials: string,
): Promise<SmbClient | string> {
  const { exitCode } = await world.run('smbclient', ['--version']);
  if (exitCode === 127) return 'the program smbclient is not installed';
  // It drops blanks at the beginning of what stands in its file; mount.cifs does not.
  if (settings.user !== null && /^[ \t]/.test(readPassword(credentials) ?? ''))
    return 'smbclient takes no password that begins with a space';
  return smbClient(settings, world, credentials);
}

function smbClient(settings: SmbSettings, world: World, credentials: string): SmbClient {
  const { host, port, share, folder, user } = settings;
  const login = [
    // Not the settings of a Samba that may run on this device.
    '--configfile=/dev/null',
    '--timeout=15',
    `--port=${port ?? smbPort}`,
    ...(user === null ? ['--no-pass'] : [`--authentication-file=${credentials}`]),
  ];
  async function run(doing: Doing, ...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await world.run('smbclient', [...login, ...words]);
    const output = `${stdout}\n${stderr}`;
    // Some commands fail with exit code 0.
    const status = /NT_STATUS_\w+/.exec(output)?.[0];
    // At an IPv6 address a list of shares ends with 1, because no workgroup comes after it.
    const isDone = exitCode === 0 || /no workgroup available/.test(output);
    if (isDone && status === undefined) return stdout;
    throw smbError(settings, { doing, status: status ?? 'no reason', output });
  }
  const onShare = (doing: Doing, command: string, directory = folder) =>
    run(
      doing,
      `//${host}/${share}`,
      ...(directory === '' ? [] : ['--directory', directory]),
      '--command',
      command,
    );

  const written = new Set<string>();
  return {
    async logIn() {
      requirePassword(settings, credentials);
      try {
        await onShare('open', 'exit', '');
      } catch (error) {
        // That the share is wrong is known only after the login.
        if (!isCode(error, 'SHARE_UNKNOWN') && !isCode(error, 'SHARE_REFUSED')) throw error;
      }
    },
    async findShare() {
      try {
        await onShare('open', 'exit', '');
      } catch (error) {
        if (!isCode(error, 'SHARE_UNKNOWN')) throw error;
        throw noShare(host, share, await shares(() => run('open', '--list', host, '--grepable')));
      }
    },
    async makeFolder() {
      try {
        await onShare('open', 'exit');
        return false;
      } catch (error) {
        if (!isCode(error, 'FOLDER_MISSING')) throw error;
      }
      const steps = folder.split('/').map((_, index, all) => all.slice(0, index + 1).join('\\'));
      for (const step of steps) {
        await onShare('make a folder', `mkdir "${step}"`, '').catch((error: unknown) => {
          if (!isCode(error, 'NAME_TAKEN')) throw error;
        });
      }
      return true;
    },
    write: (name, content) =>
      withScratch(async (file) => {
        writeFileSync(file, content);
        written.add(name);
        await onShare('write', `put "${file}" ${name}`);
      }),
    read: (name) =>
      withScratch(async (file) => {
        await onShare('read', `get ${name} "${file}"`);
        return readFileSync(file);
      }),
    async remove(name) {
      await onShare('delete', `del ${name}`);
      written.delete(name);
    },
    async space() {
      const said = /(\d+) blocks of size (\d+)\. (\d+) blocks available/.exec(await onShare('open', 'du'));
      const [blocks = 0, bsize = 0, bavail = 0] = said?.slice(1).map(Number) ?? [];
      return { ...roomOf({ blocks, bsize, bavail }), maxFileSize: null };
    },
    async close() {
      for (const name of written) {
        await onShare('delete', `del ${name}`).catch((error: unknown) => {
          // Why it could not be written has been told.
          if (!(error instanceof LifeboatError)) throw error;
        });
      }
    },
  };
}

/** The shares for files, `$` ones left out. None where the server tells them to nobody. */
async function shares(list: () => Promise<string>): Promise<string[]> {
  try {
    return [...(await list()).matchAll(/^Disk\|([^|]+)\|/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => !name.endsWith('$'));
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    return [];
  }
}

async function withScratch<Result>(step: (file: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-'));
  try {
    return await step(path.join(folder, randomUUID()));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof LifeboatError && error.code === code;
}
