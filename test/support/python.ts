/** Python's tarfile: what Home Assistant reads archives with. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { skipUnless } from './needs.ts';
import { readTree } from './tree.ts';

const script = `
import sys, tarfile
archive, member, mode, into = sys.argv[1:5]
with tarfile.open(archive, 'r:') as outer:
    with tarfile.open(fileobj=outer.extractfile(member), mode=mode) as inner:
        inner.extractall(into, filter='fully_trusted')
`;
const probe = "import tarfile; assert hasattr(tarfile, 'fully_trusted_filter')";

/** Why a test that wants Python's tarfile is skipped; false where there is one. */
export function skipWithoutPython(): string | false {
  const isThere = spawnSync('python3', ['-c', probe]).status === 0;
  return skipUnless(isThere, 'there is no python3 with tarfile filters');
}

/** Extracts a member as it stands. `r:gz` seeks and reads any gzip; `r|gz` streams and reads one gzip member only. */
export function extractWithPython(
  archive: string,
  member: string,
  mode: 'r:gz' | 'r|gz' | 'r:',
  into: string,
): void {
  const { status, stderr } = spawnSync('python3', ['-c', script, archive, member, mode, into], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** The files of the member `x.tar.gz` by path, read as a stream and extracted below `into`; one character a byte. */
export function contents(archive: string, into: string): Record<string, string> {
  extractWithPython(archive, 'x.tar.gz', 'r|gz', into);
  return Object.fromEntries(
    [...readTree(into)]
      .filter(([, { type }]) => type === 'file')
      .map(([name]) => [name, readFileSync(path.join(into, name), 'latin1')]),
  );
}
