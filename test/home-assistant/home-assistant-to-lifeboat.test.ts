import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { HomeAssistant, type ListedBackup, skipWithoutHomeAssistant } from '../support/home-assistant.ts';
import { runProgram } from '../support/program.ts';
import { resultOf } from '../support/result.ts';
import { securetar } from '../support/securetar.ts';
import { differences, readTree, type Tree } from '../support/tree.ts';
import { lostByHomeAssistant } from '../support/tree-traps.ts';
import { until } from '../support/until.ts';
import {
  countConsistent,
  lastingTree,
  makeHarbour,
  recorderName,
  secondDatabase,
  Writers,
} from './harbour.ts';

const key = 'T0GM-41VC-QQ8D-KR5Z-JXWA-P2LB-6HNU';

const kinds = [
  { name: 'plain', password: undefined, database: true },
  { name: 'encrypted', password: key, database: true },
  { name: 'plain without the database', password: undefined, database: false },
  { name: 'encrypted without the database', password: key, database: false },
];

interface Listed {
  id: string;
  name: string;
  date: string;
  encrypted: boolean;
  size: number;
  maker: string;
  homeassistantVersion: string;
  parts: string[];
  locations: { path: string }[];
}

interface Verified {
  results: { state: string; database: string; parts: { part: string; state: string }[] }[];
}

describe('Lifeboat takes what Home Assistant backed up', { skip: skipWithoutHomeAssistant() }, () => {
  let work: string;
  let config: string;
  let home: HomeAssistant;
  let lasting: Tree;
  const made = new Map<string, { backup: ListedBackup; archive: string; states: number; pairs: number }>();

  before(async () => {
    work = mkdtempSync(path.join(tmpdir(), 'lifeboat-home-assistant-'));
    config = path.join(work, 'harbour');
    writeFileSync(path.join(work, 'key'), `${key}\n`);
    writeFileSync(path.join(work, 'wrong key'), 'T0GM-41VC-QQ8D-KR5Z-JXWA-P2LB-6HN0\n');
    makeHarbour(config);
    home = await HomeAssistant.start(config);
    lasting = lastingTree(config);
    for (const { name, password, database } of kinds) {
      const writers = new Writers(home, [...made.values()].at(-1));
      const enough = writers.states + 50;
      await until('there is history', 180, async () => writers.states > enough);
      // It copies other databases as they lie there, so that nobody may write into one meanwhile.
      await writers.stop();
      const folder = path.join(config, 'backups');
      const known = readdirSync(folder);
      const wish = { name: `Harbour ${name}`, include_database: database, ...(password ? { password } : {}) };
      const backup = await home.makeBackup(wish);
      const file = readdirSync(folder).find((entry) => !known.includes(entry)) ?? assert.fail('no archive');
      made.set(name, {
        backup,
        archive: path.join(folder, file),
        states: writers.states,
        pairs: writers.pairs,
      });
    }
  });
  after(async () => {
    await home?.stop();
    rmSync(work, { recursive: true });
  });

  const ownHome = () => path.join(work, 'home');
  const keyFile = (name = 'key') => ['--key-file', path.join(work, name)];
  const madeAs = (name: string) => made.get(name) ?? assert.fail('not made');

  test('all of them are listed as they are', async () => {
    const words = ['list', '--location', path.join(config, 'backups'), ...keyFile()];
    const { backups, problems } = await resultOf<{ backups: Listed[]; problems: unknown[] }>(
      ownHome(),
      words,
    );
    assert.deepEqual(problems, []);
    const found = backups.map((one) => ({ ...one, date: Date.parse(one.date) }));
    for (const { name, password, database } of kinds) {
      const { backup, archive } = madeAs(name);
      const listed = found.find(({ id }) => id === backup.backup_id) ?? assert.fail(`${name} is not listed`);
      const { locations, parts, ...rest } = listed;
      const { id, date, encrypted, size, maker, homeassistantVersion } = rest;
      assert.deepEqual(
        { id, name: listed.name, date, encrypted, size, maker, homeassistantVersion },
        {
          id: backup.backup_id,
          name: backup.name,
          date: Date.parse(backup.date),
          encrypted: password !== undefined,
          size: statSync(archive).size,
          maker: 'core',
          homeassistantVersion: backup.homeassistant_version,
        },
      );
      assert.deepEqual([...parts].sort(), database ? ['database', 'homeassistant'] : ['homeassistant']);
      assert.deepEqual(
        locations.map((location) => location.path),
        [archive],
      );
    }
    assert.equal(found.length, kinds.length);
  });

  for (const { name, password, database } of kinds) {
    test(`a backup ${name} is verified`, async () => {
      const { results } = await resultOf<Verified>(ownHome(), ['verify', madeAs(name).archive, ...keyFile()]);
      assert.equal(results[0]?.state, 'whole');
      assert.ok(results[0].parts.every(({ state }) => state === 'whole'));
      assert.equal(results[0].database === 'absent', !database);
    });

    test(`a backup ${name} is restored with all that Home Assistant's own restore loses`, async () => {
      const { archive, states, pairs } = madeAs(name);
      const target = path.join(work, `restored ${name}`);
      await resultOf(ownHome(), ['restore', archive, '--to', target, '--yes', ...keyFile()]);
      const restored = path.join(target, 'homeassistant');
      const found = lastingTree(restored);
      assert.deepEqual(differences(lasting, found), []);
      for (const lost of lostByHomeAssistant) assert.ok(found.has(lost), lost);

      // To the last file the same as what the package that made it unpacks, databases and settings included.
      const reference = path.join(work, `unpacked ${name}`);
      securetar(['open', archive, reference], password ?? null, 'LIFEBOAT_TEST_HOME_ASSISTANT');
      const unpacked = readTree(path.join(reference, 'as-usual', 'homeassistant', 'data'));
      assert.deepEqual(differences(unpacked, readTree(restored)), []);
      assert.equal(unpacked.has(recorderName), database);
      assert.ok(unpacked.has(secondDatabase));
      if (database) assert.deepEqual(countConsistent(restored), { states, pairs });
    });
  }

  for (const { name } of kinds.filter(({ password }) => password)) {
    test(`a wrong key for a backup ${name} is told, and restores nothing`, async () => {
      const { archive } = madeAs(name);
      const verified = await resultOf<Verified>(ownHome(), ['verify', archive, ...keyFile('wrong key')], 12);
      assert.equal(verified.results[0]?.state, 'wrong-key');
      const target = mkdtempSync(path.join(work, 'refused-'));
      const outcome = await runProgram(
        ['restore', archive, '--to', target, '--yes', ...keyFile('wrong key')],
        { home: ownHome() },
      );
      assert.equal(outcome.exitCode, 12, outcome.stderr);
      assert.deepEqual([...readTree(target).keys()], []);
    });
  }

  test('after all that Home Assistant still lists them', async () => {
    await home.restart();
    const info = await home.backups();
    assert.deepEqual(info.agent_errors, {});
    const expected = [...made.values()].map(({ backup }) => backup.backup_id);
    assert.deepEqual(info.backups.map(({ backup_id }) => backup_id).sort(), expected.sort());
  });
});
