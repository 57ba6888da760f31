import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { runProgram } from '../support/program.ts';
import { resultOf } from '../support/result.ts';
import { securetar, skipWithoutSecuretar } from '../support/securetar.ts';
import { differences, readTree, type Tree } from '../support/tree.ts';
import { excludedTraps, makeTraps } from '../support/tree-traps.ts';

const key = 'W3PZ-90KD-LM2A-77QX-BHTR-C4NV-E8YF';
const versions = [0, 2, 3] as const;

/** Only the members' names and versions and the metadata; the trees lie in the folder that was named. */
interface Opened {
  metadata: { protected: boolean; homeassistant: { version: string } };
  members: { name: string; version: number }[];
}

interface BackupResult {
  backup: { locations: { path: string }[] };
  complete: boolean;
  left_out: unknown[];
  verified: boolean;
}

interface VerifyResult {
  results: { state: string; database: string; parts: { part: string; state: string }[] }[];
}

describe('archives go to and come from the real securetar', { skip: skipWithoutSecuretar() }, () => {
  let work: string;
  let configuration: string;
  let expected: Tree;
  let recorder: DatabaseSync;
  const archives = new Map<number, string>();

  before(() => {
    work = mkdtempSync(path.join(tmpdir(), 'lifeboat-securetar-'));
    configuration = path.join(work, 'configuration');
    mkdirSync(path.join(configuration, '.storage'), { recursive: true });
    writeFileSync(path.join(configuration, 'configuration.yaml'), 'default_config:\n');
    writeFileSync(path.join(configuration, '.HA_VERSION'), '2026.11.0');
    makeTraps(configuration);
    recorder = new DatabaseSync(path.join(configuration, 'home-assistant_v2.db'));
    recorder.exec(`PRAGMA journal_mode = WAL; CREATE TABLE states (state_id INTEGER PRIMARY KEY, state TEXT);
      PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO states (state) VALUES ('still in the write-ahead log')`);
    writeFileSync(path.join(work, 'key'), `${key}\n`);
    writeFileSync(path.join(work, 'wrong key'), 'XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX\n');
    const left = (name: string) =>
      excludedTraps.includes(name) || name.startsWith('.cache/') || name.endsWith('-shm');
    expected = readTree(configuration, { ignore: left });
  });
  after(() => {
    recorder.close();
    rmSync(work, { recursive: true });
  });

  const home = () => path.join(work, 'home');
  const keyFile = (name = 'key') => ['--key-file', path.join(work, name)];

  for (const version of versions) {
    const cipher = version === 0 ? 'without encryption' : `in SecureTar ${version}`;

    test(`securetar unpacks, in both of Home Assistant's ways, what Lifeboat wrote ${cipher}`, async () => {
      const folder = path.join(work, `lifeboat-${version}`);
      const encryption = version === 0 ? ['--no-encryption'] : ['--securetar', String(version), ...keyFile()];
      const words = ['backup', '--installation', configuration, '--location', folder, ...encryption];
      const made = await resultOf<BackupResult>(home(), words);
      assert.deepEqual(made.left_out, []);
      assert.equal(made.complete, true);
      assert.equal(made.verified, true);

      const archive = made.backup.locations[0]?.path ?? '';
      archives.set(version, archive);
      const target = path.join(work, `unpacked-${version}`);
      const opened = securetar<Opened>(['open', archive, target], version === 0 ? null : key);
      assert.equal(opened.metadata.protected, version !== 0);
      assert.deepEqual(opened.members, [{ name: 'homeassistant.tar.gz', version }]);
      for (const way of ['as-usual', 'other-mode']) {
        const unpacked = readTree(path.join(target, way, 'homeassistant', 'data'));
        assert.deepEqual(differences(expected, unpacked), [], way);
      }
    });

    test(`Lifeboat verifies and restores what securetar wrote ${cipher}`, async () => {
      const archive = path.join(work, `securetar-${version}.tar`);
      securetar(['make', archive, configuration, String(version)], version === 0 ? null : key);
      const verified = await resultOf<VerifyResult>(home(), ['verify', archive, ...keyFile()]);
      assert.equal(verified.results[0]?.state, 'whole');

      const target = path.join(work, `restored-${version}`);
      await resultOf(home(), ['restore', archive, '--to', target, '--yes', ...keyFile()]);
      const restored = readTree(path.join(target, 'homeassistant'));
      // securetar was told to leave nothing out, so that here the whole configuration has to come back.
      assert.deepEqual(differences(readTree(configuration), restored), []);
    });
  }

  for (const version of [2, 3]) {
    test(`securetar tells a right from a wrong key for what Lifeboat wrote in SecureTar ${version}`, () => {
      const archive = archives.get(version) ?? assert.fail('no archive');
      assert.deepEqual(securetar(['check', archive], key), { 'homeassistant.tar.gz': true });
      assert.deepEqual(securetar(['check', archive], key.toLowerCase()), { 'homeassistant.tar.gz': false });
    });

    test(`Lifeboat refuses a wrong key for what securetar wrote in SecureTar ${version}, and restores nothing`, async () => {
      const archive = path.join(work, `securetar-${version}.tar`);
      const wrong = [...keyFile('wrong key')];
      const verified = await resultOf<VerifyResult>(home(), ['verify', archive, ...wrong], 12);
      assert.equal(verified.results[0]?.state, 'wrong-key');

      const target = path.join(work, `refused-${version}`);
      const outcome = await runProgram(['restore', archive, '--to', target, '--yes', ...wrong], {
        home: home(),
      });
      assert.equal(outcome.exitCode, 12, outcome.stderr);
      mkdirSync(target, { recursive: true });
      assert.deepEqual([...readTree(target).keys()], []);
    });
  }
});
