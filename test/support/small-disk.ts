/** File systems of a few kilobytes or megabytes, to see what happens when they are full. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A mounted tmpfs, gone when the test ends; null where this user or this kernel cannot: the test is then skipped. */
export function smallDisk(t: TestContext, size: string): string | null {
  if (process.getuid?.() !== 0) {
    t.skip('mounting a small file system takes root');
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmdirSync(folder);
    t.skip('no file system can be mounted here');
    return null;
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  return folder;
}
