/**
 * The names and passwords for network shares, a file each that only its owner may read, in the form that mount.cifs and
 * smbclient both take: so a password stands in no argument list, and no copy of it is ever made.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import { namesIn } from '../names-in.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';

/** Where the password of a location is, or would be. */
export function passwordFile(home: string, location: string): string {
  return path.join(home, 'passwords', `${encodeURIComponent(location)}.smb`);
}

/** What is kept in such a file; null where there is none, as in settings that were brought here without it. */
export function readPassword(file: string): string | null {
  return existsSync(file) ? (/^password=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : null;
}

export function hasPassword(home: string, location: string): boolean {
  return existsSync(passwordFile(home, location));
}

/** `user` may be `WORKGROUP\name`. Throws `usage` for what such a file cannot hold. */
export function savePassword(home: string, location: string, user: string, password: string): void {
  const [, domain, name] = /^(?:([^\\/]+)[\\/])?(.*)$/s.exec(user) ?? [];
  if (/[\r\n\0]/.test(user + password)) {
    throw new LifeboatError('usage', 'PASSWORD_LINES', 'A user name or password has only one line.', {
      safe: 'Nothing was changed.',
    });
  }
  const lines = [`username=${name}`, `password=${password}`, ...(domain ? [`domain=${domain}`] : [])];
  const file = passwordFile(home, location);
  makePrivateFolder(home);
  makePrivateFolder(path.dirname(file));
  writePrivateFile(file, `${lines.join('\n')}\n`);
}

export function forgetPassword(home: string, location: string): void {
  rmSync(passwordFile(home, location), { force: true });
}

export function renamePassword(home: string, from: string, to: string): void {
  if (hasPassword(home, from)) renameSync(passwordFile(home, from), passwordFile(home, to));
}

const trial = /^\.test-(\d+)-/;

/** Stands for a location whose password is only tried; no location may be called so. */
export function trialName(): string {
  return `.test-${process.pid}-${randomUUID()}`;
}

/** Of processes that were killed while they tried. */
export function forgetOldTrials(home: string): void {
  const folder = path.dirname(passwordFile(home, ''));
  for (const name of namesIn(folder)) {
    const [, pid] = trial.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(path.join(folder, name), { force: true });
  }
}
