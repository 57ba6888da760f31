import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openJobs } from '../../../core/jobs/jobs.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { plainBackups } from '../../../screens/backups/plain.ts';
import { testFolder } from '../../support/folder.ts';
import { testInstallation } from '../../support/installation.ts';
import { testWorld } from '../../support/world.ts';

/** What is said when these answers are given to a device with one backup. */
async function talk(t: TestContext, ...answers: string[]) {
  const home = path.join(testFolder(t), 'home');
  mkdirSync(home);
  const { installation } = testInstallation(t, { 'configuration.yaml': 'default_config:\n' }, {});
  mkdirSync(installation.backups, { recursive: true });
  const archive = path.join(installation.backups, 'a.tar');
  copyFileSync('test/fixtures/homeassistant/core/core-2026.11.0-plain.tar', archive);
  const world = testWorld();
  const said: string[] = [];
  const terminal = {
    say: (line: string) => void said.push(line),
    ask: async (question: string) => {
      said.push(question);
      return answers.shift() ?? null;
    },
    close: () => undefined,
  };
  const program = [process.execPath, path.resolve('source/main.ts')] as const;
  const jobs = openJobs({ world, home, installation: installation.config, program: [...program] });
  await plainBackups(terminal, { world, home, installation, jobs, wishes: {} });
  return { text: said.join('\n'), archive, settings: await openSettings(home) };
}

test('a backup is told in sentences, and verified by a job', async (t) => {
  const { text } = await talk(t, '1', '1', 'q');
  assert.match(text, /partial, 113 kB, "Plain by Core"/);
  assert.match(text, /Holds: Home Assistant 2026\.11\.0, history/);
  assert.match(text, /Whole: every byte was read/);
});

test('it is deleted after its words were typed, and not after others', async (t) => {
  const kept = await talk(t, '1', '3', 'yes', 'q');
  assert.match(kept.text, /No backup stays\./);
  assert.match(kept.text, /Nothing was deleted\./);
  assert.ok(existsSync(kept.archive));
  const gone = await talk(t, '1', '3', 'delete 1');
  assert.ok(!existsSync(gone.archive));
  assert.match(gone.text, /There is no backup yet\./);
});

test('a pinned one is not deleted', async (t) => {
  const { text, archive, settings } = await talk(t, '1', '2', '1', '3', 'q');
  assert.match(text, /Pinned: it is kept for ever\./);
  assert.match(text, /It is pinned: unpin it first/);
  assert.ok(existsSync(archive));
  assert.equal(settings.get('pinned').length, 1);
});
