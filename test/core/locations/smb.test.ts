import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openLocation } from '../../../core/locations/open.ts';
import { passwordFile, savePassword } from '../../../core/locations/passwords.ts';
import type { SmbSettings } from '../../../core/locations/settings.ts';
import type { World } from '../../../core/world.ts';
import { testFolder } from '../../support/folder.ts';
import { freePort } from '../../support/free-port.ts';
import { smallDisk } from '../../support/mounts.ts';
import { type Samba, sambaPassword, startSamba, withoutSamba } from '../../support/samba.ts';
import { stagesOf, states } from '../../support/stages.ts';
import { testWorld } from '../../support/world.ts';

const now = new Date('2026-11-20T15:05:00Z');

const nobody = { host: '127.0.0.1', port: 445 };

function settingsOf(
  { host, port }: Pick<Samba, 'host' | 'port'>,
  parts: Partial<SmbSettings> = {},
): SmbSettings {
  return { name: 'nas', kind: 'smb', host, port, share: 'backups', folder: '', user: 'root', ...parts };
}

/** A home that knows the password. */
function homeWith(t: TestContext, password = sambaPassword): string {
  const home = testFolder(t);
  savePassword(home, 'nas', 'root', password);
  return home;
}

/** A kernel that cannot mount SMB, which few test machines can. */
const cannotMount: Partial<World> = {
  run: (file, words, options) =>
    file === 'mount'
      ? Promise.resolve({
          exitCode: 32,
          stdout: '',
          stderr: 'mount error: cifs filesystem not supported by the system',
        })
      : testWorld().run(file, words, options),
};

/** Mounts the folder that the server serves, in place of the share. */
function mountsByBinding(samba: Samba, seen: string[][] = []): Partial<World> {
  return {
    async run(file, words, options) {
      seen.push([file, ...words]);
      if (file !== 'mount' || words[1] !== 'cifs') return testWorld().run(file, words, options);
      const [source = '', point = ''] = words.slice(-2);
      return testWorld().run('mount', ['--bind', samba.folder(path.basename(source)), point]);
    },
  };
}

test('a password file is for its owner alone, in the form that mount.cifs reads', (t) => {
  const home = testFolder(t);
  savePassword(home, 'my nas', 'HOME\\anna', 'a,b %c=d');
  const file = passwordFile(home, 'my nas');
  assert.equal(readFileSync(file, 'utf8'), 'username=anna\npassword=a,b %c=d\ndomain=HOME\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.throws(() => savePassword(home, 'x', 'a', 'two\nlines'), { code: 'PASSWORD_LINES' });
});

test('a name that no host has fails at the host, in these words', async (t) => {
  const settings = { ...settingsOf(nobody), host: 'nowhere.invalid' };
  const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld() });
  assert.deepEqual(states(stages), ['host failed']);
  assert.match(stages[0]?.message ?? '', /No host with the name nowhere\.invalid/);
});

test('a closed port is told from a host that is not there', async (t) => {
  const settings = settingsOf({ ...nobody, port: await freePort() });
  const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld() });
  assert.deepEqual(states(stages), ['host passed', 'reach passed', 'port failed']);
  assert.match(stages.at(-1)?.message ?? '', /127\.0\.0\.1 is there, but nothing listens on its port/);
});

test('a real Samba', { skip: withoutSamba }, async (t) => {
  const samba = await startSamba(t);

  await t.test('a wrong password fails at the login', async (t) => {
    const stages = await stagesOf(settingsOf(samba), { home: homeWith(t, 'wrong'), world: testWorld() });
    assert.deepEqual(states(stages).slice(2), ['port passed', 'login failed']);
    assert.match(stages.at(-1)?.message ?? '', /does not accept the name root with this password/);
    assert.doesNotMatch(JSON.stringify(stages), /wrong/);
  });

  await t.test('a password that smbclient cannot take is not called wrong', async (t) => {
    const stages = await stagesOf(settingsOf(samba), {
      home: homeWith(t, ' blank first'),
      world: testWorld(cannotMount),
    });
    assert.deepEqual(states(stages).slice(2), ['port passed', 'login skipped', 'mount failed']);
    assert.match(stages[3]?.message ?? '', /begins with a space/);
  });

  await t.test('a password that was not brought along with the settings is asked for', async (t) => {
    const home = testFolder(t);
    const stages = await stagesOf(settingsOf(samba), { home, world: testWorld(cannotMount) });
    assert.deepEqual(states(stages).slice(2), ['port passed', 'login failed']);
    assert.equal(stages.at(-1)?.error?.code, 'PASSWORD_MISSING');
    assert.match(stages.at(-1)?.error?.remedies[0] ?? '', /locations edit 'nas' --password-file/);
    const location = openLocation(settingsOf(samba), { home, world: testWorld(cannotMount) });
    if (process.getuid?.() === 0) await assert.rejects(location.list(), { code: 'PASSWORD_MISSING' });
  });

  await t.test(
    'a share that is not there fails at the share, and those that are there are named',
    async (t) => {
      const stages = await stagesOf(settingsOf(samba, { share: 'nope' }), {
        home: homeWith(t),
        world: testWorld(),
      });
      assert.deepEqual(states(stages).slice(3), ['login passed', 'share failed']);
      assert.match(stages.at(-1)?.message ?? '', /has no share nope/);
      assert.match(stages.at(-1)?.error?.remedies[0] ?? '', /backups, readonly, photos/);
    },
  );

  await t.test('what cannot be mounted here is still tried to the end, and leaves nothing', async (t) => {
    const stages = await stagesOf(settingsOf(samba), { home: homeWith(t), world: testWorld(cannotMount) });
    assert.deepEqual(states(stages).slice(4), [
      'share passed',
      'mount failed',
      'folder passed',
      'write passed',
      'read passed',
      'delete passed',
      'space passed',
    ]);
    assert.match(stages[5]?.message ?? '', /The kernel of this system cannot mount SMB/);
    assert.deepEqual(readdirSync(samba.folder('backups')), []);
  });

  await t.test('a folder that is not there is made, several deep', async (t) => {
    const settings = settingsOf(samba, { share: 'photos', folder: 'a b/c' });
    const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld(cannotMount) });
    const folder = stages.find(({ id }) => id === 'folder');
    assert.equal(folder?.message, 'The folder was made.');
    assert.equal(stages.at(-1)?.state, 'passed');
    assert.deepEqual(readdirSync(samba.folder('photos/a b/c')), []);
  });

  await t.test('a read-only share fails at the write', async (t) => {
    const settings = settingsOf(samba, { share: 'readonly' });
    const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld(cannotMount) });
    assert.equal(states(stages).at(-1), 'write failed');
    assert.match(stages.at(-1)?.message ?? '', /root may not write in the share readonly/);
    const inside = await stagesOf(
      { ...settings, folder: 'ha' },
      { home: homeWith(t), world: testWorld(cannotMount) },
    );
    assert.match(inside.at(-1)?.message ?? '', /root may not make a folder in the share readonly/);
  });

  await t.test(
    'who may log in but not use the share is told so, and not that the password is wrong',
    async (t) => {
      const settings = settingsOf(samba, { share: 'private' });
      const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld() });
      assert.deepEqual(states(stages).slice(3), ['login passed', 'share failed']);
      assert.match(stages.at(-1)?.message ?? '', /does not let root use the share private/);
      const asGuest = await stagesOf({ ...settings, user: null }, { home: homeWith(t), world: testWorld() });
      assert.deepEqual(states(asGuest).slice(2), ['port passed', 'login failed']);
      assert.match(asGuest.at(-1)?.message ?? '', /lets no guests in/);
    },
  );

  await t.test('an account that is switched off is told from a wrong password', async (t) => {
    samba.changeAccount('-d');
    t.after(() => samba.changeAccount('-e'));
    const stages = await stagesOf(settingsOf(samba), { home: homeWith(t), world: testWorld() });
    assert.deepEqual(states(stages).at(-1), 'login failed');
    assert.match(stages.at(-1)?.message ?? '', /The account root is switched off/);
  });

  await t.test('a folder that is a file fails at the folder', async (t) => {
    writeFileSync(path.join(samba.folder('photos'), 'note'), '');
    const settings = settingsOf(samba, { share: 'photos', folder: 'note' });
    const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld(cannotMount) });
    assert.deepEqual(states(stages).at(-1), 'folder failed');
    assert.match(stages.at(-1)?.message ?? '', /note in the share photos is a file/);
  });

  await t.test('mounted, it is a location: its password stands in no argument list', async (t) => {
    if (smallDisk(t, 'size=16k') === null) return;
    const home = homeWith(t);
    const seen: string[][] = [];
    const world = testWorld(mountsByBinding(samba, seen));
    const stages = await stagesOf(settingsOf(samba, { folder: 'ha' }), { home, world });
    assert.ok(
      stages.every(({ state }) => state === 'passed'),
      JSON.stringify(stages),
    );
    assert.doesNotMatch(JSON.stringify(seen), /two words/);
    const mount = seen.find(([file]) => file === 'mount');
    assert.ok(mount?.join(' ').includes(`credentials=${passwordFile(home, 'nas')},port=${samba.port}`));

    const location = openLocation(settingsOf(samba, { folder: 'ha' }), { world, home });
    const address = `//127.0.0.1:${samba.port}/backups/ha`;
    const locked = await location.lock('backup', now);
    const sink = await locked.createSink();
    await sink.write(Buffer.from('a backup'));
    assert.equal(await sink.finish('a.tar'), `${address}/a.tar`);
    locked.release();
    assert.deepEqual(
      (await location.list()).map((entry) => entry.path),
      [`${address}/a.tar`],
    );
    const source = await location.open(`${address}/a.tar`);
    assert.equal((await source.read(0, 100)).toString(), 'a backup');
    await source.close();
    assert.deepEqual(readdirSync(samba.folder('backups/ha')), ['a.tar']);
  });
});

test('a server that takes connections and says nothing is given up', { skip: withoutSamba }, async (t) => {
  const samba = await startSamba(t);
  samba.hang();
  const stages = await stagesOf(settingsOf(samba), { home: homeWith(t), world: testWorld() });
  assert.deepEqual(states(stages).slice(2), ['port passed', 'login failed']);
  assert.match(stages.at(-1)?.message ?? '', /takes connections, but says nothing/);
});

test('a full share fails at the write and says so', { skip: withoutSamba }, async (t) => {
  const samba = await startSamba(t);
  const small = smallDisk(t, 'size=16k');
  if (small === null) return;
  execFileSync('mount', ['--bind', small, samba.folder('photos')]);
  try {
    const settings = settingsOf(samba, { share: 'photos' });
    const stages = await stagesOf(settings, { home: homeWith(t), world: testWorld(cannotMount) });
    assert.equal(states(stages).at(-1), 'write failed');
    assert.equal(stages.at(-1)?.error?.kind, 'no-space');
  } finally {
    execFileSync('umount', ['--lazy', samba.folder('photos')]);
  }
});
