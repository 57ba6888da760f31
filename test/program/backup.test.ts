import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDemo } from '../../core/device/demo.ts';
import { realWorld } from '../../core/world.ts';
import { testFolder } from '../support/folder.ts';
import { smallDisk } from '../support/mounts.ts';
import { ended, runProgram, startProgram } from '../support/program.ts';

interface Result {
  type: string;
  backup: {
    id: string;
    encrypted: boolean;
    homeassistantVersion: string;
    parts: string[];
    locations: { path: string }[];
  };
  complete: boolean;
  verified: boolean;
  left_out: { path: string }[];
  failed: { name: string; code: string }[];
  key: { isNew: boolean } | null;
  error?: { code: string };
}

/** A demo installation with a home and a place of its own. */
async function setUp(t: TestContext) {
  const folder = testFolder(t);
  await makeDemo(realWorld(), path.join(folder, 'device'));
  const config = path.join(folder, 'device', 'homeassistant');
  const home = path.join(folder, 'home');
  const place = path.join(folder, 'place');
  mkdirSync(place);
  const words = (more: string[]) => ['--installation', config, ...more];
  const lifeboat = (...more: string[]) => runProgram(words(more), { home });
  const backup = async (...more: string[]) => {
    const { events, ...rest } = await lifeboat('backup', '--json', '--location', place, ...more);
    return { ...rest, result: events<Result>().at(-1) as Result };
  };
  const start = (...more: string[]) => startProgram(words(more), { home });
  return { folder, config, home, place, lifeboat, backup, start };
}

/** Everything below a folder that Lifeboat works with: nothing between its runs. */
function workFiles(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true }) as string[];
  return all.filter((name) => /\.part$|\.lifeboat-database-|(^|\/)\.lifeboat\/|\.cache\/lifeboat/.test(name));
}

test('a backup is made, read back, told, and found again; the first key is new', async (t) => {
  const { backup, lifeboat, place } = await setUp(t);
  const { exitCode, result } = await backup();
  assert.equal(exitCode, 0);
  assert.deepEqual([result.complete, result.verified, result.key?.isNew], [true, true, true]);
  assert.deepEqual(result.backup.parts, [
    'homeassistant',
    'database',
    'share',
    'ssl',
    'media',
    'addons/local',
  ]);
  const { backups } = (await lifeboat('list', '--json', '--location', place)).json<{
    backups: { id: string }[];
  }>();
  assert.deepEqual(
    backups.map(({ id }) => id),
    [result.backup.id],
  );
  assert.equal((await backup()).result.key?.isNew, false);
  assert.equal(readdirSync(place).length, 2);
});

test('--no-verify leaves the read-back out and says so; --no-encryption needs no key', async (t) => {
  const { backup } = await setUp(t);
  const { exitCode, result } = await backup('--no-verify', '--no-encryption');
  assert.deepEqual([exitCode, result.verified, result.backup.encrypted, result.key], [0, false, false, null]);
});

test('--dry-run tells the plan and does nothing, not even a key', async (t) => {
  const { lifeboat, place, home } = await setUp(t);
  const ended = await lifeboat('backup', '--dry-run', '--json', '--location', place);
  const { plan } = ended.json<{ plan: { files: number; leftOut: { path: string }[] } }>();
  assert.ok(plan.files > 10);
  assert.ok(plan.leftOut.some(({ path }) => path === 'homeassistant/home-assistant.log'));
  assert.deepEqual(readdirSync(place), []);
  assert.ok(!existsSync(path.join(home, 'keys.json')));
});

test('SecureTar 2 for a Home Assistant before 2026.3, or on request; 3 otherwise', async (t) => {
  const { backup, config, lifeboat } = await setUp(t);
  const cipher = async (...more: string[]) => {
    const { result } = await backup('--parts', 'ssl', ...more);
    const shown = await lifeboat('show', result.backup.locations[0]?.path as string, '--json');
    return shown.json<{ members: { cipher: string }[] }>().members.map((member) => member.cipher);
  };
  assert.deepEqual(await cipher(), ['securetar3']);
  assert.deepEqual(await cipher('--securetar', '2'), ['securetar2']);
  writeFileSync(path.join(config, '.HA_VERSION'), '2026.2.3');
  assert.deepEqual(await cipher(), ['securetar2']);
});

test('parts and globs choose what goes in', async (t) => {
  const { backup, lifeboat } = await setUp(t);
  const { result } = await backup(
    '--parts',
    'homeassistant,ssl',
    '--exclude',
    'homeassistant/www',
    '--exclude',
    '*.pem',
  );
  assert.deepEqual(result.backup.parts, ['homeassistant', 'ssl']);
  const { files } = (
    await lifeboat('show', result.backup.locations[0]?.path as string, '--files', '--json')
  ).json<{
    files: { path: string }[];
  }>();
  const paths = files.map(({ path }) => path);
  assert.ok(paths.includes('homeassistant/configuration.yaml'));
  assert.ok(!paths.some((name) => /home-assistant_v2|\/www|\.pem$/.test(name)), paths.join('\n'));
});

test('the given key alone is used, and not kept', async (t) => {
  const { backup, folder, home, lifeboat } = await setUp(t);
  const file = path.join(folder, 'key');
  writeFileSync(file, 'a key of mine\n', { mode: 0o600 });
  const { result } = await backup('--key-file', file);
  const archive = result.backup.locations[0]?.path as string;
  assert.equal((await lifeboat('verify', archive, '--json')).exitCode, 12);
  assert.equal((await lifeboat('verify', archive, '--json', '--key-file', file)).exitCode, 0);
  for (const name of readdirSync(home, { recursive: true }) as string[]) {
    const text = name.endsWith('.json') ? readFileSync(path.join(home, name), 'utf8') : '';
    assert.ok(!text.includes('a key of mine'), name);
  }
});

test('what cannot be read makes it incomplete: exit code 3, and named', async (t) => {
  const { config, backup } = await setUp(t);
  if (process.getuid?.() === 0) {
    // Root reads all: a file whose name no archive can hold is what it cannot back up.
    writeFileSync(Buffer.concat([Buffer.from(`${config}/caf`), Buffer.from([0xe9])]), 'not UTF-8');
  } else {
    writeFileSync(path.join(config, 'closed'), 'x');
    chmodSync(path.join(config, 'closed'), 0);
  }
  const { exitCode, result } = await backup();
  assert.deepEqual([exitCode, result.complete, result.left_out.length], [3, false, 1]);
});

test('one full location of two: the other has it, exit code 3; the only one: exit code 14', async (t) => {
  const disk = smallDisk(t, 'size=256k');
  if (disk === null) return;
  const { backup, lifeboat } = await setUp(t);
  const both = await backup('--location', disk);
  assert.deepEqual([both.exitCode, both.result.failed.map(({ code }) => code)], [3, ['NO_SPACE']]);
  assert.equal(both.result.backup.locations.length, 1);
  assert.equal((await lifeboat('backup', '--location', disk)).exitCode, 14);
  assert.deepEqual(readdirSync(disk), []);
});

test('a place that is not there: exit code 15, and nothing is made of it', async (t) => {
  const { lifeboat, folder } = await setUp(t);
  const ended = await lifeboat('backup', '--location', path.join(folder, 'away', 'stick'));
  assert.equal(ended.exitCode, 15, ended.stderr);
  assert.ok(!existsSync(path.join(folder, 'away')));
});

test('a drive that is not plugged in is no fault while another location has the backup', async (t) => {
  const { home, backup, lifeboat } = await setUp(t);
  const stick = { name: 'stick', kind: 'usb', uuid: '6B55-3ED7', label: 'STICK', folder: '' };
  mkdirSync(home);
  writeFileSync(path.join(home, 'settings.json'), JSON.stringify({ locations: [stick] }));
  const { exitCode, result, stderr } = await backup('--location', 'stick');
  assert.deepEqual([exitCode, result.failed.map(({ code }) => code)], [0, ['LOCATION_AWAY']]);
  assert.match(stderr, /The drive of "stick" \(STICK\) is not plugged in/);
  assert.equal((await lifeboat('backup', '--location', 'stick')).exitCode, 15);
});

test('killed at any moment: nothing looks like a backup, and the next run leaves nothing behind', async (t) => {
  const { config, place, start, backup, lifeboat, folder } = await setUp(t);
  writeFileSync(path.join(config, 'www', 'noise.bin'), randomBytes(20_000_000));
  // The moments are what it says of itself, so that all stages are met on any machine.
  const moments = [
    '"stage"',
    '"database"',
    ...[1, 3, 6, 9, 12, 15, 18, 21].map((n) => `#${n}`),
    '"reading-back"',
    '"verifying"',
  ];
  let whole = 0;
  for (const moment of moments) {
    const child = start('backup', '--json', '--location', place);
    const end = ended(child);
    let text = '';
    child.stdout?.on('data', (piece: string) => {
      text += piece;
      const isThere = moment.startsWith('#')
        ? text.split('"progress"').length > Number(moment.slice(1))
        : text.includes(moment);
      if (isThere) child.kill('SIGKILL');
    });
    await end;
    const { backups } = (await lifeboat('list', '--json', '--location', place)).json<{
      backups: { id: string }[];
    }>();
    // The kill may come after the end of the work: then it is there, and whole.
    if (backups.length > whole) {
      const files = readdirSync(place).map((name) => path.join(place, name));
      assert.equal((await lifeboat('verify', ...files, '--json')).exitCode, 0);
      whole = backups.length;
    }
    assert.equal(readdirSync(place).filter((name) => name.endsWith('.tar')).length, whole);
  }
  assert.equal((await backup()).exitCode, 0);
  assert.deepEqual(workFiles(folder), []);
});
