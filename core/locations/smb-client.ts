/** What smbclient tells about a share, and does on it: it needs neither root nor a kernel that can mount SMB. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { unreachable } from './mount-errors.ts';
import type { Probe } from './probe.ts';
import type { SmbSettings } from './settings.ts';
import { loginRefused, noShare, smbPort } from './smb.ts';

export interface SmbClient extends Probe {
  /** Throws LOGIN_REFUSED. */
  logIn(): Promise<void>;
  /** Throws SHARE_UNKNOWN, with the shares that there are. */
  findShare(): Promise<void>;
}

/** Null where smbclient is not installed. `credentials`: the file with the name and the password. */
export async function findSmbClient(
  settings: SmbSettings,
  world: World,
  credentials: string,
): Promise<SmbClient | null> {
  const { exitCode } = await world.run('smbclient', ['--version']);
  return exitCode === 127 ? null : smbClient(settings, world, credentials);
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
  async function run(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await world.run('smbclient', [...login, ...words]);
    const output = `${stdout}\n${stderr}`;
    // Some commands fail with exit code 0.
    const status = /NT_STATUS_\w+/.exec(output)?.[0];
    if (exitCode === 0 && status === undefined) return stdout;
    throw smbError(settings, status ?? 'no reason', output);
  }
  const onShare = (command: string, directory = folder) =>
    run(`//${host}/${share}`, ...(directory === '' ? [] : ['--directory', directory]), '--command', command);

  const written = new Set<string>();
  return {
    async logIn() {
      try {
        await onShare('exit', '');
      } catch (error) {
        // That the share is wrong is known only after the login.
        if (!isCode(error, 'SHARE_UNKNOWN')) throw error;
      }
    },
    async findShare() {
      try {
        await onShare('exit', '');
      } catch (error) {
        if (!isCode(error, 'SHARE_UNKNOWN')) throw error;
        throw noShare(host, share, await shares(() => run('--list', host, '--grepable')));
      }
    },
    async makeFolder() {
      try {
        await onShare('exit');
        return false;
      } catch (error) {
        if (!isCode(error, 'FOLDER_MISSING')) throw error;
      }
      const steps = folder.split('/').map((_, index, all) => all.slice(0, index + 1).join('\\'));
      for (const step of steps) {
        await onShare(`mkdir "${step}"`, '').catch((error: unknown) => {
          if (!isCode(error, 'NAME_TAKEN')) throw error;
        });
      }
      return true;
    },
    write: (name, content) =>
      withScratch(async (file) => {
        writeFileSync(file, content);
        written.add(name);
        await onShare(`put "${file}" ${name}`);
      }),
    read: (name) =>
      withScratch(async (file) => {
        await onShare(`get ${name} "${file}"`);
        return readFileSync(file);
      }),
    async remove(name) {
      await onShare(`del ${name}`);
      written.delete(name);
    },
    async space() {
      const [, blocks, size, free] =
        /(\d+) blocks of size (\d+)\. (\d+) blocks available/.exec(await onShare('du')) ?? [];
      const bytes = (number: string | undefined) => Number(number ?? 0) * Number(size ?? 0);
      return { free: bytes(free), total: bytes(blocks), maxFileSize: null };
    },
    async close() {
      for (const name of written) {
        await onShare(`del ${name}`).catch((error: unknown) => {
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

/** By the status that the server gives. */
function smbError(settings: SmbSettings, status: string, output: string): LifeboatError {
  const { host, share } = settings;
  switch (status) {
    case 'NT_STATUS_LOGON_FAILURE':
    case 'NT_STATUS_WRONG_PASSWORD':
    case 'NT_STATUS_NO_SUCH_USER':
    case 'NT_STATUS_ACCOUNT_DISABLED':
    case 'NT_STATUS_ACCOUNT_LOCKED_OUT':
    case 'NT_STATUS_PASSWORD_EXPIRED':
      return loginRefused(settings);
    case 'NT_STATUS_BAD_NETWORK_NAME':
      return noShare(host, share, []);
    case 'NT_STATUS_OBJECT_NAME_NOT_FOUND':
    case 'NT_STATUS_OBJECT_PATH_NOT_FOUND':
    case 'NT_STATUS_NO_SUCH_FILE':
      return unreachable('FOLDER_MISSING', `The share ${share} has no such folder or file.`, []);
    case 'NT_STATUS_OBJECT_NAME_COLLISION':
      return unreachable('NAME_TAKEN', `The share ${share} has a file of that name.`, []);
    case 'NT_STATUS_ACCESS_DENIED':
    case 'NT_STATUS_MEDIA_WRITE_PROTECTED':
      return unreachable('ACCESS_DENIED', `The share ${share} does not let this user do that.`, [
        'Let the user read and write there, in the settings of the share.',
      ]);
    case 'NT_STATUS_DISK_FULL':
    case 'NT_STATUS_QUOTA_EXCEEDED':
      return new LifeboatError('no-space', 'NO_SPACE', `There is not enough space in the share ${share}.`, {
        safe: 'Nothing was changed.',
        remedies: ['Delete what is not needed there.'],
      });
    case 'NT_STATUS_IO_TIMEOUT':
    case 'NT_STATUS_CONNECTION_REFUSED':
    case 'NT_STATUS_HOST_UNREACHABLE':
    case 'NT_STATUS_UNSUCCESSFUL':
      return unreachable('HOST_UNREACHABLE', `${host} does not answer.`, []);
    case 'NT_STATUS_CONNECTION_RESET':
    case 'NT_STATUS_CONNECTION_DISCONNECTED':
    case 'NT_STATUS_NOT_SUPPORTED':
    case 'NT_STATUS_INVALID_NETWORK_RESPONSE':
      return unreachable('SMB_TOO_OLD', `${host} listens there, but speaks no version of SMB that is safe.`, [
        'Switch on SMB 2 or 3 there; version 1 is not safe.',
      ]);
    default: {
      const words = output.split('\n').find((line) => line.includes(status)) ?? output.trim();
      return unreachable('SMB_FAILED', `The share ${share} on ${host} cannot be used: ${words.trim()}`, []);
    }
  }
}
