/** A real Samba server of a test's own, on 127.0.0.1 and a port that nobody else has. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { testFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { skipUnless } from './needs.ts';
import { until } from './until.ts';

export const sambaPassword = 'two words, & a "quote"';

const isRoot = process.getuid?.() === 0;
const isInstalled = existsSync('/usr/sbin/smbd') && existsSync('/usr/bin/smbclient');

/** Why there can be none here, or false. */
export const withoutSamba: string | false = isRoot
  ? skipUnless(isInstalled, 'Samba is not installed (samba, smbclient)')
  : 'smbd can serve as root only';

export interface Samba {
  host: string;
  port: number;
  /** The folder of a share: `backups`, `readonly`, `photos`, or `private`, which is for nobody. */
  folder(share: string): string;
  /** Changes root's account, with a word of `smbpasswd`: `-d` switches it off, `-e` on. */
  changeAccount(word: string): void;
  /** Connections are taken from then on, and nobody says a word on them. */
  hang(): void;
}

/** Lets root in, with `sambaPassword`. */
export async function startSamba(t: TestContext): Promise<Samba> {
  const base = testFolder(t);
  const folder = (name: string) => path.join(base, name);
  for (const name of ['state', 'backups', 'readonly', 'photos', 'private']) mkdirSync(folder(name));
  const port = await freePort();
  const config = folder('smb.conf');
  const state = [
    'private dir',
    'lock directory',
    'state directory',
    'cache directory',
    'pid directory',
    'ncalrpc dir',
  ];
  const share = (name: string, isReadOnly: boolean) => [
    `[${name}]`,
    `path = ${folder(name)}`,
    `read only = ${isReadOnly ? 'yes' : 'no'}`,
  ];
  const lines = [
    '[global]',
    'server role = standalone server',
    'interfaces = 127.0.0.1',
    'bind interfaces only = yes',
    `smb ports = ${port}`,
    'map to guest = never',
    'load printers = no',
    'disable spoolss = yes',
    `log file = ${folder('log')}`,
    `passdb backend = smbpasswd:${folder('smbpasswd')}`,
    ...state.map((name) => `${name} = ${folder('state')}`),
    ...share('backups', false),
    ...share('readonly', true),
    ...share('photos', false),
    ...share('private', false),
    'valid users = nobody',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const changeAccount = (word: string, input = '') => {
    execFileSync('smbpasswd', ['-c', config, word, '-s', 'root'], {
      input,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  };
  changeAccount('-a', `${sambaPassword}\n${sambaPassword}\n`);
  // Detached: when it ends, it ends its whole process group.
  const server = spawn('smbd', ['--foreground', '--no-process-group', `--configfile=${config}`], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(server, 'exit');
  t.after(async () => {
    server.kill('SIGCONT');
    server.kill();
    await ended;
    for (const pid of helpersOf(config)) spawnSync('kill', [String(pid)], { stdio: 'ignore' });
  });
  await until('Samba listens', 180, () => listens(port));
  return { host: '127.0.0.1', port, folder, changeAccount, hang: () => server.kill('SIGSTOP') };
}

/** Samba starts programs of its own, which outlive it for a while. */
function helpersOf(config: string): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => commandLine(pid).includes(`--configfile=${config}`));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
