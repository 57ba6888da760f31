/** What is measured: groups of commands that do the same, Lifeboat's first; the others are its measure. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Tools } from './tools.ts';

export interface Case {
  name: string;
  command: string[];
  env?: Record<string, string>;
  /** Before each run, not measured. */
  prepare(): void;
  /** Bytes that it wrote, where that matters. */
  size?(): number;
}

export interface Group {
  title: string;
  /** Lifeboat first. */
  cases: Case[];
}

export interface Ground {
  /** For everything that is written. */
  output: string;
  keyFile: string;
  key: string;
  tools: Tools;
}

const program = path.resolve('dist/lifeboat.js');
const script = path.resolve('bench/securetar_way.py');
const ways = [
  { name: 'securetar, ISA-L', env: { SECURETAR_ZLIB: 'isal' } },
  { name: 'securetar, stock zlib', env: { SECURETAR_ZLIB: 'stock' } },
] as const;

export function createGroup(title: string, config: string, ground: Ground, isQuick: boolean): Group {
  const { tools, key } = ground;
  const cases = [
    lifeboatBackup('Lifeboat, not read back', config, ground, ['--no-verify']),
    lifeboatBackup('Lifeboat, read back', config, ground, []),
  ];
  if (tools.securetar !== null)
    for (const way of isQuick ? ways.slice(0, 1) : ways) {
      const archive = path.join(ground.output, `${way.env.SECURETAR_ZLIB}.tar`);
      const command = [tools.securetar, script, 'create', config, archive, key];
      cases.push({ ...way, command, prepare: () => remove(archive), size: () => statSync(archive).size });
    }
  if (tools.pigz && !isQuick) cases.push(pigz(config, ground));
  if (tools.restic && !isQuick) cases.push(restic(config, ground));
  return { title, cases };
}

/** Restores, lists and single files of what `createGroup` left behind. */
export function readGroups(ground: Ground): Group[] {
  const { tools, keyFile, key } = ground;
  const into = path.join(ground.output, 'restored');
  const own = newest(path.join(ground.output, 'lifeboat'));
  const theirs = path.join(ground.output, 'isal.tar');
  const prepare = () => remove(into);
  const lifeboat = (name: string, ...args: string[]): Case => ({
    name,
    command: [
      process.execPath,
      program,
      ...args,
      '--key-file',
      keyFile,
      '--home',
      path.join(ground.output, 'home'),
    ],
    prepare,
  });
  const securetar = (name: string, ...args: string[]): Case[] =>
    tools.securetar === null
      ? []
      : [{ name, command: [tools.securetar, script, ...args], env: ways[0].env, prepare }];
  return [
    {
      title: 'restore',
      cases: [
        lifeboat('Lifeboat', 'restore', own, '--to', into, '--yes', '--json'),
        ...securetar('securetar, ISA-L, direct', 'restore-direct', theirs, into, key),
        ...securetar("securetar, ISA-L, the Supervisor's way", 'restore-supervisor', theirs, into, key),
      ],
    },
    {
      title: 'list all files',
      cases: [
        lifeboat('Lifeboat', 'show', own, '--files', '--json'),
        ...securetar('securetar, ISA-L', 'list', theirs, key),
      ],
    },
    {
      title: 'one file',
      cases: [
        lifeboat('Lifeboat', 'show', own, '--cat', 'homeassistant/configuration.yaml'),
        ...securetar('securetar, ISA-L', 'one', theirs, key, 'data/configuration.yaml', into),
      ],
    },
  ];
}

function lifeboatBackup(name: string, config: string, ground: Ground, flags: string[]): Case {
  const location = path.join(ground.output, 'lifeboat');
  const places = [
    '--installation',
    config,
    '--location',
    location,
    '--home',
    path.join(ground.output, 'home'),
  ];
  return {
    name,
    command: [
      process.execPath,
      program,
      'backup',
      ...places,
      '--key-file',
      ground.keyFile,
      '--json',
      ...flags,
    ],
    prepare() {
      remove(location);
      mkdirSync(location, { recursive: true });
    },
    size: () => statSync(newest(location)).size,
  };
}

function pigz(config: string, ground: Ground): Case {
  const archive = path.join(ground.output, 'pigz.tar.gz');
  const cipher = 'openssl enc -aes-128-cbc -pbkdf2 -pass "file:$KEY"';
  return {
    name: 'tar, pigz -1, openssl',
    command: ['sh', '-c', `tar -C "$CONFIG" -cf - . | pigz -1 | ${cipher} -out "$ARCHIVE"`],
    env: { CONFIG: config, ARCHIVE: archive, KEY: ground.keyFile },
    prepare: () => remove(archive),
    size: () => statSync(archive).size,
  };
}

function restic(config: string, ground: Ground): Case {
  const repository = path.join(ground.output, 'restic');
  return {
    name: 'restic, first run',
    command: ['sh', '-c', 'restic -q init && restic -q backup "$CONFIG"'],
    env: { CONFIG: config, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD_FILE: ground.keyFile },
    prepare: () => remove(repository),
  };
}

function newest(folder: string): string {
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tar'));
  if (archives.length === 0) throw new Error(`There is no archive in ${folder}.`);
  return path.join(folder, archives.sort().at(-1) as string);
}

function remove(file: string): void {
  rmSync(file, { recursive: true, force: true });
}
