import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../../support/folder.ts';
import { testInstallation, writeFiles } from '../../support/installation.ts';
import { restore } from '../../support/restore.ts';
import { makeBackup } from '../../support/tar-builder-restore.ts';

const nobody = 65_534;
const cannotBeNobody = process.getuid?.() === 0 ? false : 'only root can become somebody else';

/** In a process of nobody: whether a folder may be written is asked for the real user. */
const asking = `
  import { requireWritable } from '${path.resolve('core/restore/access.ts')}';
  try {
    requireWritable(JSON.parse(process.argv[1]));
    console.log('may');
  } catch (error) {
    console.log(error.message);
  }`;

test('a folder that this user may not write to is named before anything is read', {
  skip: cannotBeNobody,
}, (t) => {
  const folder = testFolder(t);
  chmodSync(folder, 0o755);
  const ask = (...folders: string[]) =>
    execFileSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', asking, JSON.stringify(folders)],
      { uid: nobody, gid: nobody, encoding: 'utf8' },
    ).trim();
  assert.equal(ask('/tmp', folder), `This user may not write to ${folder}.`);
  assert.equal(ask(path.join(folder, 'to/be/made')), `This user may not write to ${folder}.`);
  assert.equal(ask('/tmp'), 'may');
});

test('a directory that holds a part already is refused by the plan', async (t) => {
  const { device, installation } = testInstallation(t, {}, {});
  const file = makeBackup(path.join(device, 'backup.tar'), {
    members: {
      share: [
        { name: '.', type: '5' },
        { name: 's.txt', content: 'x' },
      ],
    },
  });
  const to = path.join(device, 'out');
  writeFiles(path.join(to, 'share'), { 'mine.txt': 'mine' });
  await assert.rejects(restore(t, file, { installation, to }), { code: 'TARGET_EXISTS' });
});
