import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { HomeAssistant, skipWithoutHomeAssistant } from '../support/home-assistant.ts';
import { restoreByHomeAssistant } from '../support/home-assistant-process.ts';
import { resultOf } from '../support/result.ts';
import { differences, readTree, type Tree } from '../support/tree.ts';
import { copiedByHomeAssistant, lostByHomeAssistant } from '../support/tree-traps.ts';
import { until } from '../support/until.ts';
import {
  assertStorageIsWhole,
  type Counted,
  countConsistent,
  lastingTree,
  makeHarbour,
  recorderName,
  Writers,
} from './harbour.ts';

const key = 'J4QX-8ZKD-V0M7-22LP-RWTB-HN6E-C9YS';
const wrongKey = 'J4QX-8ZKD-V0M7-22LP-RWTB-HN6E-C9YX';

interface Made {
  backup: { id: string; name: string; date: string; size: number; locations: { path: string }[] };
  complete: boolean;
  verified: boolean;
  left_out: unknown[];
}

const kinds = [
  { name: 'plain', words: ['--no-encryption'], password: undefined, database: true },
  { name: 'in SecureTar 2', words: ['--securetar', '2'], password: key, database: true },
  { name: 'in SecureTar 3', words: ['--securetar', '3'], password: key, database: true },
  {
    name: 'without the database',
    words: ['--securetar', '3', '--parts', 'homeassistant'],
    password: key,
    database: false,
  },
];

describe('a running Home Assistant takes what Lifeboat backed up', {
  skip: skipWithoutHomeAssistant(),
}, () => {
  let work: string;
  let config: string;
  let home: HomeAssistant;
  let lasting: Tree;
  const made = new Map<string, Made & { before: Counted; after: Counted }>();

  before(async () => {
    work = mkdtempSync(path.join(tmpdir(), 'lifeboat-home-assistant-'));
    config = path.join(work, 'harbour');
    writeFileSync(path.join(work, 'key'), `${key}\n`);
    makeHarbour(config);
    home = await HomeAssistant.start(config);
    lasting = lastingTree(config);
  });
  after(async () => {
    await home?.stop();
    rmSync(work, { recursive: true });
  });

  const ownHome = () => path.join(work, 'home');
  const keyFile = () => ['--key-file', path.join(work, 'key')];
  const archiveOf = (name: string) =>
    made.get(name)?.backup.locations[0]?.path ?? assert.fail('no such archive');
  const assertBetween = (counted: Counted, { before, after }: { before: Counted; after: Counted }) => {
    for (const what of ['states', 'pairs'] as const) {
      assert.ok(counted[what] >= before[what], `${counted[what]} ${what}, ${before[what]} were there before`);
      assert.ok(counted[what] <= after[what], `${counted[what]} ${what}, ${after[what]} were ever written`);
    }
  };

  describe('while Home Assistant and an integration write', () => {
    let writers: Writers;
    before(async () => {
      writers = new Writers(home);
      await until(
        'the recorder holds some history',
        180,
        async () => (await home.history('sensor.pulse')).length > 50,
      );
    });
    after(() => writers.stop());

    /** What is on disk for sure at this moment: what the recorder answers from its database. */
    const recorded = async () => ({
      states: (await home.history('sensor.pulse')).length,
      pairs: writers.pairs,
    });

    for (const kind of kinds) {
      test(`a backup ${kind.name} is made and read back`, async () => {
        const before = await recorded();
        const place = ['--location', path.join(work, `made ${kind.name}`), '--name', `Made ${kind.name}`];
        const words = ['backup', '--installation', config, ...place, ...kind.words, ...keyFile()];
        const result = await resultOf<Made>(ownHome(), words);
        const after = { states: writers.states + 1, pairs: writers.pairs };
        assert.deepEqual([result.complete, result.verified, result.left_out], [true, true, []]);
        made.set(kind.name, { ...result, before, after });
      });
    }
  });

  for (const kind of kinds) {
    test(`the running Home Assistant lists the upload of a backup ${kind.name}`, async () => {
      const { backup } = made.get(kind.name) ?? assert.fail();
      assert.equal(await home.upload(archiveOf(kind.name)), backup.id);
      const info = await home.backups();
      assert.deepEqual(info.agent_errors, {});
      const listed =
        info.backups.find(({ backup_id }) => backup_id === backup.id) ?? assert.fail('not listed');
      assert.equal(listed.name, `Made ${kind.name}`);
      assert.equal(Date.parse(listed.date), Date.parse(backup.date));
      const version = readFileSync(path.join(config, '.HA_VERSION'), 'utf8').trim();
      assert.equal(listed.homeassistant_version, version);
      assert.equal(listed.homeassistant_included, true);
      assert.equal(listed.database_included, kind.database);
      assert.notEqual(listed.with_automatic_settings, true);
      const agent = { protected: kind.password !== undefined, size: backup.size };
      assert.deepEqual(listed.agents, { 'backup.local': agent });
    });

    test(`Lifeboat restores a backup ${kind.name} to what was there`, async () => {
      const target = path.join(work, `restored ${kind.name}`);
      await resultOf(ownHome(), ['restore', archiveOf(kind.name), '--to', target, '--yes', ...keyFile()]);
      const restored = path.join(target, 'homeassistant');
      assert.deepEqual(differences(lasting, lastingTree(restored)), []);
      assertStorageIsWhole(restored);
      if (kind.database) assertBetween(countConsistent(restored), made.get(kind.name) ?? assert.fail());
    });

    test(`Home Assistant's own restore brings back a backup ${kind.name}`, async () => {
      const target = path.join(work, `own restore ${kind.name}`);
      const { password, database } = kind;
      const wish = {
        config: target,
        archive: archiveOf(kind.name),
        database,
        ...(password ? { password } : {}),
      };
      assert.deepEqual(await restoreByHomeAssistant(wish), { success: true, error: null, error_type: null });
      const found = lastingTree(target);
      const expected = new Map(lasting);
      for (const name of lostByHomeAssistant) expected.delete(name);
      assert.equal(found.get(copiedByHomeAssistant)?.type, 'file');
      expected.delete(copiedByHomeAssistant);
      found.delete(copiedByHomeAssistant);
      assert.deepEqual(differences(expected, found, { looseHardLinks: true }), []);
      assertStorageIsWhole(target);
      if (database) assertBetween(countConsistent(target), made.get(kind.name) ?? assert.fail());
    });
  }

  for (const { name } of kinds.filter(({ password }) => password)) {
    test(`Home Assistant tells a right from a wrong key for a backup ${name}`, async () => {
      const question = { backup_id: made.get(name)?.backup.id, agent_id: 'backup.local' };
      await home.call('backup/can_decrypt_on_download', { ...question, password: key });
      const wrong = home.call('backup/can_decrypt_on_download', { ...question, password: wrongKey });
      await assert.rejects(wrong, { code: 'password_incorrect' });
    });

    test(`what Home Assistant decrypts of a backup ${name} opens without a key and is the same`, async () => {
      const file = path.join(work, `decrypted ${name}.tar`);
      await home.download(made.get(name)?.backup.id ?? '', file, key);
      const restored: Tree[] = [];
      for (const [archive, words] of [
        [file, []],
        [archiveOf(name), keyFile()],
      ] as const) {
        const target = mkdtempSync(path.join(work, 'decrypted-'));
        await resultOf(ownHome(), ['restore', archive, '--to', target, '--yes', ...words]);
        restored.push(readTree(target));
      }
      const [decrypted, encrypted] = restored as [Tree, Tree];
      assert.ok(decrypted.size > 20);
      assert.deepEqual(differences(encrypted, decrypted), []);
    });
  }

  /** A configuration that is there already: a file that no backup has, and a database that says so. */
  function makeOther(name: string): string {
    const other = path.join(work, name);
    mkdirSync(other);
    writeFileSync(path.join(other, 'present.txt'), 'was here\n');
    const database = new DatabaseSync(path.join(other, recorderName));
    database.exec('CREATE TABLE present (number INTEGER)');
    database.close();
    return other;
  }

  for (const { name, password } of kinds.filter(({ database }) => database)) {
    test(`Home Assistant's own restore takes the database alone from a backup ${name}`, async () => {
      const other = makeOther(`database of ${name}`);
      const wish = {
        config: other,
        archive: archiveOf(name),
        homeassistant: false,
        ...(password ? { password } : {}),
      };
      assert.deepEqual(await restoreByHomeAssistant(wish), { success: true, error: null, error_type: null });
      assert.ok(readTree(other).has('present.txt') && !readTree(other).has('configuration.yaml'));
      const recorder = new DatabaseSync(path.join(other, recorderName));
      assert.deepEqual({ ...recorder.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
      assert.ok(Number(recorder.prepare('SELECT count(*) AS number FROM states').get()?.number) > 50);
      recorder.close();
    });
  }

  test("Home Assistant's own restore keeps the present database with a backup without the database", async () => {
    const other = makeOther('present database');
    const wish = {
      config: other,
      archive: archiveOf('without the database'),
      database: false,
      password: key,
    };
    assert.deepEqual(await restoreByHomeAssistant(wish), { success: true, error: null, error_type: null });
    assert.ok(!readTree(other).has('present.txt') && readTree(other).has('configuration.yaml'));
    const recorder = new DatabaseSync(path.join(other, recorderName));
    assert.deepEqual(
      recorder
        .prepare('SELECT name FROM sqlite_schema')
        .all()
        .map((row) => row.name),
      ['present'],
    );
    recorder.close();
  });

  test('Home Assistant starts on what Lifeboat restored, and has the history', async () => {
    const restored = path.join(work, 'restored in SecureTar 3', 'homeassistant');
    const second = await HomeAssistant.start(restored, home);
    try {
      const { before } = made.get('in SecureTar 3') ?? assert.fail();
      const history = await second.history('sensor.pulse');
      assert.ok(history.length >= before.states, `${history.length} of at least ${before.states} states`);
      assert.deepEqual((await second.backups()).agent_errors, {});
    } finally {
      await second.stop();
    }
  });

  test('after its next start Home Assistant lists what Lifeboat put beside its own, and still all others', async () => {
    const words = ['backup', '--installation', config, '--name', 'Put there', ...keyFile()];
    const { backup } = await resultOf<Made>(ownHome(), words);
    assert.equal(path.dirname(backup.locations[0]?.path ?? ''), path.join(config, 'backups'));
    await home.restart();
    const info = await home.backups();
    assert.deepEqual(info.agent_errors, {});
    const expected = [...[...made.values()].map((one) => one.backup.id), backup.id];
    assert.deepEqual(info.backups.map(({ backup_id }) => backup_id).sort(), expected.sort());
  });

  test('Home Assistant starts on an installation that Lifeboat restored in place', async () => {
    await home.stop();
    const { before, backup } = made.get('in SecureTar 2') ?? assert.fail();
    rmSync(path.join(config, 'www'), { recursive: true });
    writeFileSync(path.join(config, 'configuration.yaml'), 'homeassistant: [this is no configuration');
    writeFileSync(path.join(config, recorderName), 'and this is no database');
    await resultOf(ownHome(), ['restore', backup.id, '--installation', config, '--yes', ...keyFile()]);
    assert.deepEqual(differences(lasting, lastingTree(config)), []);
    await home.restart();
    assert.ok((await home.history('sensor.pulse')).length >= before.states);
    const info = await home.backups();
    assert.deepEqual(info.agent_errors, {});
    assert.equal(info.backups.length, kinds.length + 1);
  });
});
