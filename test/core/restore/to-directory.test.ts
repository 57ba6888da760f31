import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LifeboatError } from '../../../core/errors.ts';
import { testFolder } from '../../support/folder.ts';
import { fixtures, restore } from '../../support/restore.ts';
import { makeBackup, makeTar } from '../../support/tar-builder-restore.ts';
import { differences, readTree } from '../../support/tree.ts';
import { until } from '../../support/until.ts';

/** The same archive opened by the system's tar: plain fixtures only. */
function unpackedBySystem(t: TestContext, file: string, member: string): string {
  const folder = testFolder(t);
  execFileSync('tar', ['xf', path.join(fixtures, file), '-C', folder, `${member}.tar.gz`]);
  const content = path.join(folder, 'content');
  mkdirSync(content);
  execFileSync('tar', ['xpf', path.join(folder, `${member}.tar.gz`), '-C', content]);
  return content;
}

const systemTar = { mtimeWithin: 1_000, folderTimes: true };

test('all of a backup by Core comes back: modes, times, links, hard links, nested backups', async (t) => {
  const to = path.join(testFolder(t), 'out');
  const { result } = await restore(t, 'core/core-2026.11.0-plain.tar', { to });
  const expected = path.join(unpackedBySystem(t, 'core/core-2026.11.0-plain.tar', 'homeassistant'), 'data');
  assert.deepEqual(differences(readTree(expected), readTree(path.join(to, 'homeassistant')), systemTar), []);
  assert.deepEqual(
    { ...result, entries: 0, bytes: 0 },
    {
      restored: ['homeassistant', 'database'],
      failed: [],
      to,
      entries: 0,
      bytes: 0,
      kept: null,
    },
  );
  assert.equal(readFileSync(path.join(to, 'homeassistant/archive/backups/keepme.txt'), 'utf8').length, 7);
  assert.equal(readlinkSync(path.join(to, 'homeassistant/www/dangling')), '/nonexistent');
  assert.deepEqual(readdirSync(to), ['homeassistant']);
});

const sameContent: [file: string, like: string][] = [
  ['core/core-2026.11.0-securetar-v3.tar', 'core/core-2026.11.0-plain.tar'],
  ['supervisor/v2-full.tar', 'supervisor/plain-full.tar'],
  ['supervisor/v3-full.tar', 'supervisor/plain-full.tar'],
];
for (const [file, like] of sameContent) {
  test(`${file} comes back like ${like}`, async (t) => {
    const folder = testFolder(t);
    await restore(t, file, { to: path.join(folder, 'encrypted') });
    await restore(t, like, { to: path.join(folder, 'plain') });
    const ignore = (name: string) =>
      /addon\.json|homeassistant\/\.storage|known_devices|ha_run|\.db/.test(name);
    const [encrypted, plain] = ['encrypted', 'plain'].map((name) =>
      readTree(path.join(folder, name), { ignore }),
    );
    assert.ok(plain && encrypted);
    assert.deepEqual(differences(plain, encrypted, { mtimeWithin: 3_600_000_000_000 }), []);
  });
}

test('a backup by the Supervisor gets a folder for each part, apps with all of their member', async (t) => {
  const to = path.join(testFolder(t), 'out');
  const { result } = await restore(t, 'supervisor/plain-full.tar', { to });
  assert.deepEqual(result.failed, []);
  assert.deepEqual(
    readdirSync(to).sort(),
    ['addons', 'apps', 'homeassistant', 'media', 'share', 'ssl'].sort(),
  );
  assert.ok(existsSync(path.join(to, 'apps/core_mosquitto/addon.json')));
  assert.ok(existsSync(path.join(to, 'apps/core_mosquitto/data')));
  assert.ok(existsSync(path.join(to, 'addons/local')));
  assert.equal(existsSync(path.join(to, 'homeassistant/homeassistant.json')), false);
  const share = unpackedBySystem(t, 'supervisor/plain-full.tar', 'share');
  assert.deepEqual(differences(readTree(share), readTree(path.join(to, 'share')), systemTar), []);
  assert.equal(statSync(path.join(to, 'share')).mode, statSync(share).mode);
});

for (const file of [
  'made-2024-securetar-v1.tar',
  'supervisor/backup_example_sec_v3.tar',
  'supervisor/backup_example_enc.tar',
  'core/core-2024.12.5-plain.tar',
  'core/core-2025.3.4-securetar-v2.tar',
  'supervisor/v3-uncompressed.tar',
]) {
  test(`${file} comes back without a failure`, async (t) => {
    const to = path.join(testFolder(t), 'out');
    const { result } = await restore(t, file, { to });
    assert.deepEqual(result.failed, []);
    assert.ok(result.entries > 0);
  });
}

test('homeassistant without database leaves its files out; database alone brings only them', async (t) => {
  const folder = testFolder(t);
  const file = 'core/core-2026.11.0-plain.tar';
  await restore(t, file, { to: path.join(folder, 'a'), parts: ['homeassistant'] });
  const without = readdirSync(path.join(folder, 'a/homeassistant'));
  assert.ok(without.includes('zigbee.db') && !without.some((name) => name.startsWith('home-assistant_v2')));
  assert.ok(existsSync(path.join(folder, 'a/homeassistant/archive/home-assistant_v2.db')));
  await restore(t, file, { to: path.join(folder, 'b'), parts: ['database'] });
  assert.deepEqual(readdirSync(path.join(folder, 'b/homeassistant')).sort(), [
    'home-assistant_v2.db',
    'home-assistant_v2.db-wal',
  ]);
});

test('single files come with their folders as they were, a folder with all below it, globs across', async (t) => {
  const to = path.join(testFolder(t), 'out');
  const paths = ['homeassistant/www/floorplan', 'homeassistant/**/auth*', 'homeassistant/zigbee.db'];
  const { result } = await restore(t, 'core/core-2026.11.0-plain.tar', { to, paths });
  assert.deepEqual(result.restored, paths);
  assert.deepEqual(readdirSync(path.join(to, 'homeassistant')).sort(), ['.storage', 'www', 'zigbee.db']);
  assert.deepEqual(readdirSync(path.join(to, 'homeassistant/www')), ['floorplan']);
  const names = readdirSync(path.join(to, 'homeassistant/.storage'));
  assert.ok(names.length > 0 && names.every((name) => name.startsWith('auth')));
});

test('a hard link comes back although its other name was not chosen', async (t) => {
  const to = path.join(testFolder(t), 'out');
  const { result } = await restore(t, 'core/core-2026.11.0-plain.tar', {
    to,
    paths: ['homeassistant/secrets.yaml'],
  });
  assert.deepEqual(result.failed, []);
  assert.deepEqual(readdirSync(path.join(to, 'homeassistant')), ['secrets.yaml']);
  assert.equal(statSync(path.join(to, 'homeassistant/secrets.yaml')).size, 35);
});

test('hard links to one left-out name stay one file, in any order', async (t) => {
  const folder = testFolder(t);
  const file = makeBackup(path.join(folder, 'b.tar'), {
    members: {
      share: [
        { name: 'one', type: '1', link: 'first' },
        { name: 'first', content: 'data' },
        { name: 'two', type: '1', link: 'first' },
        { name: 'lost', type: '1', link: 'nothing' },
      ],
    },
  });
  const to = path.join(folder, 'out');
  const { result } = await restore(t, file, { to, paths: ['share/one', 'share/two', 'share/lost'] });
  assert.deepEqual(readdirSync(path.join(to, 'share')).sort(), ['one', 'two']);
  assert.equal(statSync(path.join(to, 'share/one')).ino, statSync(path.join(to, 'share/two')).ino);
  assert.deepEqual(
    result.failed.map((failure) => failure.path),
    ['share/lost'],
  );
});

const refusals: [what: string, asked: { parts?: string[]; paths?: string[] }, name: RegExp][] = [
  ['a part', { parts: ['media'] }, /media/],
  ['a path', { paths: ['homeassistant/not/there.txt'] }, /not\/there/],
  ['a path among good ones', { paths: ['homeassistant/zigbee.db', 'homeassistant/none*'] }, /none\*/],
];
for (const [what, asked, name] of refusals) {
  test(`${what} that the backup does not have is named, and nothing is left behind`, async (t) => {
    const folder = testFolder(t);
    await assert.rejects(
      restore(t, 'core/core-2026.11.0-plain.tar', { to: path.join(folder, 'new/out'), ...asked }),
      (error) => error instanceof LifeboatError && error.kind === 'not-found' && name.test(error.message),
    );
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('a database that the backup does not have: alone not-found, with others incomplete, in "everything" no loss', async (t) => {
  const folder = testFolder(t);
  const file = 'core/core-2026.11.0-no-database.tar';
  await assert.rejects(restore(t, file, { to: path.join(folder, 'a'), parts: ['database'] }), {
    kind: 'not-found',
  });
  const all = await restore(t, file, { to: path.join(folder, 'b') });
  assert.deepEqual(all.result.failed, []);
});

test('a wrong key is told before anything is made', async (t) => {
  const folder = testFolder(t);
  const to = path.join(folder, 'out');
  const keys = [{ secret: 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG', label: 'wrong' }];
  await assert.rejects(restore(t, 'supervisor/v3-full.tar', { to, keys }), {
    kind: 'wrong-key',
    code: 'WRONG_KEY',
  });
  await assert.rejects(restore(t, 'supervisor/v3-full.tar', { to, keys: [] }), {
    kind: 'wrong-key',
    code: 'NO_KEY',
  });
  assert.deepEqual(readdirSync(folder), []);
});

test('what is there is never overwritten', async (t) => {
  const to = testFolder(t);
  mkdirSync(path.join(to, 'homeassistant'));
  writeFileSync(path.join(to, 'homeassistant/zigbee.db'), 'mine');
  writeFileSync(path.join(to, 'other'), 'mine');
  const file = 'core/core-2026.11.0-plain.tar';
  await assert.rejects(restore(t, file, { to }), { code: 'TARGET_EXISTS' });
  await assert.rejects(restore(t, file, { to, paths: ['homeassistant/zigbee.db'] }), {
    code: 'TARGET_EXISTS',
  });
  assert.equal(readFileSync(path.join(to, 'homeassistant/zigbee.db'), 'utf8'), 'mine');
  assert.deepEqual(readdirSync(to).sort(), ['homeassistant', 'other']);
  await restore(t, file, { to, paths: ['homeassistant/scenes.yaml', 'homeassistant/www/floorplan'] });
  assert.deepEqual(readdirSync(path.join(to, 'homeassistant')).sort(), ['scenes.yaml', 'www', 'zigbee.db']);
});

test('a file where a folder must be is named, whatever is restored', async (t) => {
  const to = testFolder(t);
  const file = 'core/core-2026.11.0-plain.tar';
  writeFileSync(path.join(to, 'homeassistant'), 'mine');
  for (const asked of [{}, { paths: ['homeassistant/scenes.yaml'] }])
    await assert.rejects(restore(t, file, { to, ...asked }), { code: 'TARGET_EXISTS' });
  for (const below of ['homeassistant', 'homeassistant/a/b'])
    await assert.rejects(restore(t, file, { to: path.join(to, below) }), {
      code: 'NO_FOLDER',
      message: /homeassistant is not a directory/,
    });
  assert.deepEqual(readdirSync(to), ['homeassistant']);
});

test('of a damaged part the files before the damage come back, and the torn one is named', async (t) => {
  const folder = testFolder(t);
  const noise = Buffer.concat(
    Array.from({ length: 2_000 }, (_, at) => createHash('sha256').update(`${at}`).digest()),
  );
  const share = gzipSync(
    makeTar([
      { name: 'whole.txt', content: 'whole' },
      { name: 'torn.bin', content: noise },
    ]),
  );
  const file = makeBackup(path.join(folder, 'b.tar'), {
    members: { share: share.subarray(0, share.length - 20_000), ssl: [{ name: 'cert', content: 'c' }] },
  });
  const to = path.join(folder, 'out');
  const { result } = await restore(t, file, { to });
  assert.deepEqual(readdirSync(path.join(to, 'share')), ['whole.txt']);
  assert.equal(readFileSync(path.join(to, 'ssl/cert'), 'utf8'), 'c');
  assert.deepEqual(result.restored, ['ssl']);
  assert.deepEqual(
    result.failed.map((failure) => failure.path),
    ['share', 'share/torn.bin'],
  );
});

test('where nothing but damage is chosen the error is damaged, and nothing is left behind', async (t) => {
  const folder = testFolder(t);
  const bad = Buffer.from('this is no gzip');
  const file = makeBackup(path.join(folder, 'b.tar'), { members: { share: bad, ssl: bad } });
  await assert.rejects(restore(t, file, { to: path.join(folder, 'out') }), {
    exitCode: 13,
    message: /share\.tar\.gz is damaged.*ssl\.tar\.gz is damaged/,
  });
  assert.equal(existsSync(path.join(folder, 'out')), false);
});

test('of a damaged part of which nothing comes no folder stays', async (t) => {
  const folder = testFolder(t);
  const torn = gzipSync(
    makeTar([{ name: 'a/b/torn.bin', content: Buffer.alloc(100_000, 'x') }]).subarray(0, 50_000),
  );
  const members = { share: torn, ssl: [{ name: 'fine.pem', content: 'fine' }] };
  const file = makeBackup(path.join(folder, 'b.tar'), { members });
  for (const asked of [{}, { paths: ['share/a', 'ssl/fine.pem'] }]) {
    const to = path.join(folder, JSON.stringify(asked).length.toString());
    const { result } = await restore(t, file, { to, ...asked });
    assert.deepEqual(readdirSync(to), ['ssl']);
    assert.match(result.failed[0]?.reason ?? '', /Nothing came of it/);
  }
});

test('killed backups give their whole members; the cut one is named', async (t) => {
  for (const file of ['supervisor/killed-plain-first-160k.tar', 'supervisor/killed-v3-first-160k.tar']) {
    const to = path.join(testFolder(t), 'out');
    const { result, plan } = await restore(t, file, { to });
    assert.ok(existsSync(path.join(to, 'homeassistant/configuration.yaml')), file);
    const named = [...result.failed, ...plan.leftOut].map((failure) => failure.path);
    assert.ok(named.includes('share'), `${file}: ${named}`);
  }
});

test('who restores everything is told of parts that the backup lacks; who names parts is not', async (t) => {
  const folder = testFolder(t);
  const member = [{ name: 'a', content: 'a' }];
  const lacking = makeBackup(path.join(folder, 'lacking.tar'), {
    members: { share: member },
    metadata: { folders: ['share', 'media'] },
  });
  const { result } = await restore(t, lacking, { to: path.join(folder, '1') });
  assert.deepEqual(result.restored, ['share']);
  assert.deepEqual(
    result.failed.map(({ path: part }) => part),
    ['media'],
  );
  const named = await restore(t, lacking, { to: path.join(folder, '2'), parts: ['share'] });
  assert.deepEqual(named.result.failed, []);

  // Killed between two members: all that is left of it is whole.
  const killed = readFileSync(path.join(fixtures, 'supervisor/killed-plain-first-160k.tar'));
  const file = path.join(folder, 'killed.tar');
  writeFileSync(file, killed.subarray(0, killed.indexOf('share.tar.gz')));
  const rest = await restore(t, file, { to: path.join(folder, '3') });
  assert.ok(rest.result.restored.includes('homeassistant'));
  assert.match(
    rest.result.failed.map(({ reason }) => reason).join(),
    /was cut or killed while it was written/,
  );
});

test('the database is not said to be restored out of a configuration that is damaged', async (t) => {
  const folder = testFolder(t);
  const bytes = readFileSync(path.join(fixtures, 'supervisor/plain-full.tar'));
  const file = path.join(folder, 'cut.tar');
  writeFileSync(file, bytes.subarray(0, 5000));
  const { result } = await restore(t, file, { to: path.join(folder, 'out') });
  assert.deepEqual(result.restored, []);
  const names = result.failed.map(({ path: part }) => part);
  assert.ok(names.includes('homeassistant') && names.includes('database'), String(names));

  writeFileSync(file, bytes.subarray(0, 700));
  await assert.rejects(restore(t, file, { to: path.join(folder, 'none') }), {
    code: 'NOTHING_LEFT',
    exitCode: 13,
  });
});

test('apps that failed while the backup was made come back as far as they go, and are named', async (t) => {
  const to = path.join(testFolder(t), 'out');
  const { result } = await restore(t, 'supervisor/plain-app-failed.tar', { to });
  assert.deepEqual(
    result.failed.map((failure) => failure.path),
    ['core_mosquitto', 'local_lifeboat'],
  );
  assert.match(result.failed[0]?.reason ?? '', /failed while the backup was made/);
  assert.ok(existsSync(path.join(to, 'apps/core_mosquitto/addon.json')));
});

test('hostile archives touch nothing outside, name what they tried, and give the rest', async (t) => {
  const folder = testFolder(t);
  const outside = path.join(folder, 'outside');
  mkdirSync(outside);
  const file = makeBackup(path.join(folder, 'b.tar'), {
    members: {
      share: [
        { name: `${outside}/absolute`, content: 'evil' },
        { name: '../../../../outside/up', content: 'evil' },
        { name: 'door', type: '2', link: outside },
        { name: 'door/through', content: 'evil' },
        { name: 'linked', type: '1', link: '../../outside/x' },
        { name: 'device', type: '3' },
        { name: 'fifo', type: '6' },
        { name: 'good', content: 'good' },
      ],
      '..': [{ name: 'evil', content: 'evil' }],
      homeassistant: [
        { name: 'data/../../../outside/evil', content: 'evil' },
        { name: 'data/configuration.yaml', content: 'good' },
      ],
    },
  });
  const { result, plan } = await restore(t, file, { to: path.join(folder, 'out') });
  assert.deepEqual(readdirSync(outside), []);
  assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), ['homeassistant', 'share']);
  assert.deepEqual(readdirSync(path.join(folder, 'out/share')).sort(), ['door', 'good']);
  assert.equal(result.failed.length, 8);
  assert.deepEqual(
    plan.leftOut.map((left) => left.path),
    ['..'],
  );
});

test('a cancel leaves nothing behind', async (t) => {
  const folder = testFolder(t);
  const abort = new AbortController();
  const report = () => abort.abort();
  await assert.rejects(
    restore(
      t,
      'core/core-2026.11.0-plain.tar',
      { to: path.join(folder, 'a/b') },
      { signal: abort.signal, report },
    ),
    { kind: 'cancelled' },
  );
  assert.deepEqual(readdirSync(folder), []);
});

test('a fault while the parts are brought to their places takes all of them away again', async (t) => {
  const to = testFolder(t);
  writeFileSync(path.join(to, 'mine'), 'mine');
  let renames = 0;
  const beforeRename = () => {
    renames += 1;
    if (renames === 4) throw new Error('the disk broke');
  };
  await assert.rejects(restore(t, 'supervisor/plain-full.tar', { to }, { beforeRename }), /the disk broke/);
  assert.deepEqual(readdirSync(to), ['mine']);
});

test('a restore that is under way keeps others out of its directory; one that was killed leaves nothing for long', async (t) => {
  const to = testFolder(t);
  writeFileSync(path.join(to, 'mine'), 'mine');
  const file = path.join(fixtures, 'supervisor/plain-full.tar');
  const child = spawn(process.execPath, ['test/support/killed-restore.ts', to, file, '3', 'to']);
  t.after(() => child.kill('SIGKILL'));
  const stagings = () =>
    readdirSync(path.join(to, '.lifeboat')).filter((name) => name.startsWith('restore-'));
  await until('a part at its place', 180, async () => existsSync(path.join(to, 'apps/core_mosquitto')));
  const [staging = ''] = stagings();

  const asked = { to, parts: ['media'] };
  await assert.rejects(restore(t, 'supervisor/plain-full.tar', asked), { code: 'BUSY', exitCode: 11 });
  assert.deepEqual(stagings(), [staging]);

  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const { result } = await restore(t, 'supervisor/plain-full.tar', asked);
  assert.deepEqual(result.restored, ['media']);
  assert.ok(existsSync(path.join(to, 'mine')) && existsSync(path.join(to, 'media')));
  assert.ok(!existsSync(path.join(to, '.lifeboat')));
});

test('parts whose beginning is destroyed are left out of a restore into a directory, and named', async (t) => {
  const bytes = readFileSync(path.join(fixtures, 'supervisor/v3-full.tar'));
  const at = bytes.indexOf('SecureTar', bytes.indexOf('share.tar.gz'));
  bytes.write('?', at + 12);
  const file = path.join(testFolder(t), 'a.tar');
  writeFileSync(file, bytes);
  const to = path.join(testFolder(t), 'out');
  const { result } = await restore(t, file, { to, parts: ['share', 'ssl'] });
  assert.deepEqual(result.restored, ['ssl']);
  assert.match(
    result.failed.map(({ path: part, reason }) => `${part}: ${reason}`).join(),
    /^share: share.tar.gz is damaged/,
  );
  await assert.rejects(restore(t, file, { to: `${to}2`, parts: ['share'] }), { exitCode: 13 });
});
