/** The programs that Lifeboat is measured against, where this machine has them or can get them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Tools {
  /** A Python with securetar and ISA-L. */
  securetar: string | null;
  pigz: boolean;
  restic: boolean;
}

const pythons = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3'];

export function findTools(cache: string): Tools {
  return {
    securetar: securetarPython(cache),
    pigz: runs('pigz', '--version'),
    restic: runs('restic', 'version'),
  };
}

function securetarPython(cache: string): string | null {
  const home = path.join(cache, 'securetar');
  const python = path.join(home, 'bin/python');
  const works = () => existsSync(python) && runs(python, '-c', 'import securetar, isal');
  if (works()) return python;
  const base = pythons.find((name) => runs(name, '-c', 'import sys; assert sys.version_info >= (3, 11)'));
  if (base === undefined) return null;
  if (!runs(base, '-m', 'venv', home)) return null;
  runs(python, '-m', 'pip', 'install', '--quiet', 'securetar>=2026.4', 'isal');
  return works() ? python : null;
}

function runs(file: string, ...args: string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}
