/** File systems of a test's own: small, broken, or on a drive that can be unplugged. They take root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { farMount } from '../../core/device/far-mount.ts';
import { readMounts } from '../../core/device/mounts.ts';
import { testFolder } from './folder.ts';
import { skipUnless } from './needs.ts';
import { until } from './until.ts';

const run = (file: string, ...words: string[]) =>
  execFileSync(file, words, { encoding: 'utf8', stdio: 'pipe' });

/** Mounts something at a folder of its own until the test ends; null where this machine does not let us. */
export function mountHere(t: TestContext, ...words: string[]): string | null {
  const point = mkdtempSync(path.join(tmpdir(), 'lifeboat-mount-'));
  const isMounted = spawnSync('mount', [...words, point], { stdio: 'ignore' }).status === 0;
  t.after(() => {
    // A test may have taken it away.
    if (readMounts({ root: '/' }).some((mount) => mount.point === point)) run('umount', '--lazy', point);
    rmdirSync(point);
  });
  return isMounted ? point : null;
}

/**
 * A file system in memory with options such as `size=1m`, to see what happens when it is full. Null where this user or
 * this machine cannot: the test is then skipped.
 */
export function smallDisk(t: TestContext, options: string): string | null {
  const point = process.getuid?.() === 0 ? mountHere(t, '-t', 'tmpfs', '-o', options, 'tmpfs') : null;
  if (point === null) t.skip('mounting a small file system takes root, on a machine that lets it');
  return point;
}

/** Takes all the room that is left, so that not even a folder can be made. */
export function fillUp(directory: string): void {
  for (const size of [65_536, 4096, 1])
    spawnSync('dd', [
      'if=/dev/zero',
      `of=${path.join(directory, `filler-${size}`)}`,
      `bs=${size}`,
      'status=none',
    ]);
}

export interface LoopDrive {
  device: string;
  unplug(): void;
}

/** A drive that is plugged in: a file behind a loop device, with a file system. Null where there are none. */
export function plugIn(t: TestContext, image: string): LoopDrive | null {
  const made = spawnSync('losetup', ['--find', '--show', image], { encoding: 'utf8' });
  if (made.status !== 0) return null;
  const device = made.stdout.trim();
  let isPlugged = true;
  const unplug = () => {
    if (isPlugged) spawnSync('losetup', ['--detach', device]);
    isPlugged = false;
  };
  t.after(unplug);
  return { device, unplug };
}

/** The file of such a drive. `format`: a program and its words, e.g. `mkfs.ext4 -q -U ..`. */
export function driveImage(t: TestContext, format: readonly string[], megabytes = 64): string {
  const image = path.join(testFolder(t), 'drive.img');
  writeFileSync(image, '');
  truncateSync(image, megabytes * 2 ** 20);
  const [program = '', ...words] = format;
  run(program, ...words, image);
  return image;
}

const hasFuse = existsSync('/dev/fuse') && process.getuid?.() === 0;

/** Why there can be no `fuseDrive` here, or false. */
export const withoutFuse: string | false = hasFuse
  ? skipUnless(
      existsSync('/usr/bin/fusefat'),
      'there is no file system that can be stopped or pulled (fusefat)',
    )
  : 'there is no FUSE here, or no right to mount';

/** A drive that a process reads: stopped with SIGSTOP it hangs, killed it is gone. */
export async function fuseDrive(t: TestContext): Promise<{ point: string; server: ChildProcess }> {
  const point = mkdtempSync(path.join(tmpdir(), 'lifeboat-fuse-'));
  const image = driveImage(t, ['mkfs.vfat', '-F', '32']);
  const server = spawn('fusefat', ['-f', '-o', 'rw+', image, point], { stdio: 'ignore' });
  t.after(() => {
    // Its calls fail from then on: nothing hangs any more.
    server.kill('SIGKILL');
    run('umount', '--lazy', point);
    rmdirSync(point);
  });
  await until('the file system is mounted', 180, async () => farMount({ root: '/' }, point) !== null);
  return { point, server };
}
