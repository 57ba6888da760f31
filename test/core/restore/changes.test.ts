/** What a plan says it will change is what the restore then changes: no more, no less. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FileChange } from '../../../core/restore/types.ts';
import { type Files, testInstallation } from '../../support/installation.ts';
import { type Asked, restore } from '../../support/restore.ts';
import { type MadeBackup, makeBackup } from '../../support/tar-builder-restore.ts';
import { readTree, type Tree } from '../../support/tree.ts';

const present: Files = {
  'configuration.yaml': 'present',
  'scenes.yaml': 'the same',
  'only-here.yaml': 'present',
  'deep/er/only-here.txt': 'present',
  'home-assistant_v2.db': 'present database',
  'home-assistant_v2.db-wal': 'present log',
  'backups/nightly.tar': 'an archive',
  'backups/notes.txt': 'present',
  '.cache/icon.png': 'present',
  '.storage/core.uuid': '{"data": {"uuid": "here"}}',
  '.storage/core.config_entries':
    '{"data": {"entries": [{"title": "Meter", "data": {"port": "/dev/ttyMETER"}}]}}',
};

const entries = JSON.stringify({
  data: {
    entries: [
      { domain: 'zha', title: 'Zigbee stick', data: { device: { path: '/dev/serial/by-id/none' } } },
      { domain: 'dsmr', title: 'Meter', data: { port: '/dev/ttyMETER' } },
      { domain: 'sun', title: 'Sun', data: {} },
    ],
  },
});

const backup: MadeBackup = {
  members: {
    homeassistant: [
      { name: '.', type: '5' },
      { name: 'data', type: '5' },
      { name: 'data/configuration.yaml', content: 'restored' },
      { name: 'data/scenes.yaml', content: 'the same' },
      { name: 'data/new.yaml', content: 'restored' },
      { name: 'data/plan', type: '2', link: 'new.yaml' },
      { name: 'data/home-assistant_v2.db', content: 'restored database' },
      { name: 'data/home-assistant_v2.db-shm', content: 'no use' },
      { name: 'data/backups', type: '5' },
      { name: 'data/backups/notes.txt', content: 'restored' },
      { name: 'data/backups/other.txt', content: 'restored' },
      { name: 'data/.HA_RESTORE', content: 'poison' },
      { name: 'data/.storage', type: '5' },
      { name: 'data/.storage/core.uuid', content: '{"data": {"uuid": "another"}}' },
      { name: 'data/.storage/core.config', content: '{"data": {"internal_url": "http://other:8123"}}' },
      { name: 'data/.storage/core.config_entries', content: entries },
    ],
    share: [
      { name: '.', type: '5' },
      { name: 's.txt', content: 'restored' },
    ],
  },
};

async function restored(t: TestContext, asked: Asked) {
  const made = testInstallation(t, present, { 'mine.txt': 'present' });
  const file = makeBackup(path.join(made.device, 'backup.tar'), backup);
  const told: FileChange[] = [];
  const before = files(made.config, made.share);
  const { plan } = await restore(t, file, {
    ...asked,
    installation: made.installation,
    onChange: (change) => told.push(change),
  });
  return { plan, told, before, now: files(made.config, made.share) };
}

/** What a user would see, by the names that plans use. */
function files(config: string, share: string): Tree {
  const ignore = (name: string) => name === '.cache/lifeboat' || name === '.lifeboat';
  return new Map(
    [
      ['homeassistant', config],
      ['share', share],
    ].flatMap(([part, folder]) =>
      [...readTree(folder ?? '', { ignore })]
        .filter(([, { type }]) => type !== 'folder')
        .map(([name, entry]) => [`${part}/${name}`, entry] as const),
    ),
  );
}

const choices: [string, Asked][] = [
  ['everything', {}],
  ['everything but the database', { parts: ['homeassistant', 'share'] }],
  ['the database alone', { parts: ['database'] }],
  ['one folder', { parts: ['share'] }],
  ['single files', { paths: ['homeassistant/configuration.yaml', 'homeassistant/new.yaml'] }],
];

for (const [name, asked] of choices)
  test(`${name}: what the plan tells is what happens`, async (t) => {
    const { plan, told, before, now } = await restored(t, asked);
    const happened = (change: FileChange['change']) =>
      [...new Set([...before.keys(), ...now.keys()])]
        .filter((file) => {
          const [old, fresh] = [before.get(file), now.get(file)];
          if (!old) return change === 'added';
          if (!fresh) return change === 'removed';
          return change === 'replaced' && (old.hash !== fresh.hash || old.link !== fresh.link);
        })
        .sort();
    for (const change of ['replaced', 'added', 'removed'] as const) {
      const planned = told.filter((one) => one.change === change).map((one) => one.path);
      assert.deepEqual(planned.sort(), happened(change), change);
      const counted = plan.members.reduce((sum, { changes }) => sum + (changes?.[change] ?? 0), 0);
      assert.equal(counted, planned.length);
    }
  });

test('what is to be done by hand afterwards comes from the backup and from what is here', async (t) => {
  const { plan } = await restored(t, {});
  const after = plan.notes.filter(({ isForAfter }) => isForAfter);
  assert.deepEqual(
    after.map(({ code }) => code),
    ['ANOTHER_HOME', 'ADDRESS_CHANGES', 'RADIO_MISSING'],
  );
  assert.match(after[1]?.message ?? '', /http:\/\/other:8123/);
  assert.match(after[2]?.message ?? '', /"Zigbee stick" talks to \/dev\/serial\/by-id\/none/);
});

test('single files ask for nothing afterwards', async (t) => {
  const { plan } = await restored(t, { paths: ['homeassistant/configuration.yaml'] });
  assert.deepEqual(plan.notes, []);
});

test('everything without some parts leaves these as they are', async (t) => {
  const { plan, told, now } = await restored(t, { without: ['database', 'share'] });
  assert.deepEqual(plan.parts, ['homeassistant']);
  assert.ok(told.length > 0 && told.every(({ path: file }) => file.startsWith('homeassistant/')));
  assert.ok(now.has('share/mine.txt') && now.has('homeassistant/home-assistant_v2.db-wal'));
});
