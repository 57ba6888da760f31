import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import type { Check } from '../../core/prepare/types.ts';
import { HomeAssistant, skipWithoutHomeAssistant } from '../support/home-assistant.ts';
import { runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { recorderName } from './harbour.ts';

const configuration = `homeassistant:
  name: Harbour
api:
websocket_api:
recorder:
  purge_keep_days: 14
  commit_interval: 1
history:
backup:
onboarding:
system_health:
`;
const MiB = 1024 * 1024;

describe('the checks say of a running Home Assistant what it says of itself', {
  skip: skipWithoutHomeAssistant(),
}, () => {
  let work: string;
  let home: HomeAssistant;

  before(async () => {
    work = mkdtempSync(path.join(tmpdir(), 'lifeboat-home-assistant-'));
    const config = path.join(work, 'harbour');
    mkdirSync(config);
    writeFileSync(path.join(config, 'configuration.yaml'), configuration);
    home = await HomeAssistant.start(config);
    for (let state = 0; state < 200; state += 1) await home.setState('sensor.tide', String(state));
    await until('the recorder has written the states', 180, async () => {
      return (await home.history('sensor.tide')).length >= 200;
    });
  });
  after(async () => {
    await home?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const lifeboat = async (...words: string[]) => {
    const given = { home: path.join(work, 'lifeboat') };
    return runProgram([...words, '--installation', home.config, '--json'], given);
  };
  const prepared = async () => {
    const { checks } = (await lifeboat('prepare')).json<{ checks: Check[] }>();
    return Object.fromEntries(checks.map((check) => [check.id, check]));
  };

  test('size of the database, keep days, oldest state, and that it goes on recording', async () => {
    // It may write of itself at any moment: what counts is a look with nothing written before its end.
    const { found, info } = await until('a moment in which nothing is written', 120, async () => {
      const before = await home.health('recorder');
      const found = await prepared();
      const info = await home.health('recorder');
      return info.estimated_db_size === before.estimated_db_size && { found, info };
    });
    const stated = Number(found['database-size']?.figure) / MiB;
    assert.equal(`${stated.toFixed(2)} MiB`, info.estimated_db_size);
    assert.equal(found['keep-days']?.figure, 14);
    assert.equal(found['database-integrity']?.figure, 'ok');
    assert.equal(found['database-entities']?.details.find(({ name }) => name === 'sensor.tide')?.figure, 200);
    const oldest = Date.parse(String(found['oldest-row']?.figure));
    assert.ok(
      oldest >= Date.parse(info.oldest_recorder_run ?? '') - 1000,
      'no state is older than the first run',
    );
    assert.ok(oldest <= Date.now());
    await home.setState('sensor.tide', 'high');
    await until('it goes on recording', 180, async () =>
      (await home.history('sensor.tide')).includes('high'),
    );
  });

  test('the bytes of a table are at least those that SQLite counts without its indexes', async () => {
    const found = await prepared();
    const database = new DatabaseSync(path.join(home.config, recorderName), { readOnly: true });
    const row = database.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = 'states'").get();
    database.close();
    const states = found['database-tables']?.details.find(({ name }) => name === 'states');
    assert.ok(
      Number(states?.figure) >= Number(row?.bytes),
      'with its indexes it is not smaller than the table alone',
    );
  });

  test('a purge that is ordered is done', async () => {
    const refused = await lifeboat('prepare', 'purge', '--keep-days', '0', '--yes');
    assert.equal(refused.json<{ error: { code: string } }>().error.code, 'NO_TOKEN');
    const given = { home: path.join(work, 'lifeboat'), input: `${await home.longLivedToken()}\n` };
    assert.equal((await runProgram(['prepare', 'token', '-'], given)).exitCode, 0);
    const ordered = await lifeboat('prepare', 'purge', '--keep-days', '0', '--repack', '--yes');
    assert.equal(ordered.exitCode, 0, ordered.stderr);
    await until('the states are purged', 120, async () => {
      const row = (await prepared())['database-entities']?.details.find(({ name }) => name === 'sensor.tide');
      return Number(row?.figure ?? 0) < 200;
    });
  });
});
