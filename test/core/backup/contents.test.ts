import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type ContentNode, surveyContents } from '../../../core/backup/contents.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { testInstallation } from '../../support/installation.ts';
import { asNobody } from '../../support/nobody.ts';

const all = { exclude: [], locations: [] };

/** `path size files` of everything below, as far as it is listed. */
function listing(node: ContentNode): string[] {
  const own = node.path === '' ? [] : [`${node.path} ${node.size} ${node.files}`];
  return [...own, ...(node.children ?? []).flatMap(listing)];
}

test('the parts in their order, the largest content first, the database with its -wal in the configuration', async (t) => {
  const { installation, config } = testInstallation(
    t,
    {
      'a.yaml': '12345',
      'www/plan.svg': '1234567',
      'home-assistant_v2.db': '1234567890',
      'x.log': 'left out',
    },
    { 's.txt': '123' },
  );
  writeFileSync(path.join(config, 'home-assistant_v2.db-wal'), '12');
  const { root, database, leftOut } = await surveyContents(installation, all);
  assert.deepEqual(listing(root), [
    'homeassistant 24 4',
    'homeassistant/home-assistant_v2.db 12 2',
    'homeassistant/www 7 1',
    'homeassistant/www/plan.svg 7 1',
    'homeassistant/a.yaml 5 1',
    'share 3 1',
    'share/s.txt 3 1',
  ]);
  assert.equal(database, 'homeassistant/home-assistant_v2.db');
  assert.deepEqual(leftOut, []);
});

test('deep folders count as a whole and are not listed', async (t) => {
  const { installation } = testInstallation(
    t,
    {},
    { 'a/b/c/d/e.txt': '1234', 'a/b/c/f.txt': '12', 'a/b/g': '1' },
  );
  const { root } = await surveyContents(installation, all);
  const share = root.children?.find((part) => part.path === 'share');
  assert.deepEqual(share && listing(share), [
    'share 7 3',
    'share/a 7 3',
    'share/a/b 7 3',
    'share/a/b/c 6 2',
    'share/a/b/g 1 1',
  ]);
});

test('what is to be left out, and the backups of a location inside, are not among it', async (t) => {
  const { installation, share } = testInstallation(
    t,
    {},
    { 'x.mp4': '1234', 'y.txt': '12', 'place/old.tar': '1234567', 'place/note': '1' },
  );
  const locations = [{ name: 'here', path: path.join(share, 'place'), isEncrypted: true }];
  const { root } = await surveyContents(installation, { exclude: ['*.mp4'], locations });
  assert.deepEqual(listing(root).slice(2), [
    'share 3 2',
    'share/y.txt 2 1',
    'share/place 1 1',
    'share/place/note 1 1',
  ]);
});

test('a file that this user cannot read is told beforehand', async (t) => {
  const { installation, config, device } = testInstallation(
    t,
    { '.storage/auth': 'secret', 'a.yaml': 'x' },
    {},
  );
  for (const folder of [device, config, path.join(config, '.storage')]) chmodSync(folder, 0o755);
  chmodSync(path.join(config, '.storage/auth'), 0o600);
  if (process.getuid?.() !== 0) chmodSync(path.join(config, '.storage/auth'), 0);
  const { leftOut } = await asNobody(() => surveyContents(installation, all));
  assert.deepEqual(leftOut, [
    { path: 'homeassistant/.storage/auth', why: 'unreadable', reason: 'It cannot be read (EACCES).' },
  ]);
});

test('it ends when nobody waits for it any more', async (t) => {
  const { installation } = testInstallation(t, { a: '1' }, {});
  const isCancelled = (error: unknown) => error instanceof LifeboatError && error.kind === 'cancelled';
  await assert.rejects(surveyContents(installation, { ...all, signal: AbortSignal.abort() }), isCancelled);
});

test('it tells how far it is, and others get their turn meanwhile', async (t) => {
  const files = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`f${index}`, '']));
  const { installation } = testInstallation(t, {}, files);
  const told: string[] = [];
  setImmediate(() => told.push('another turn'));
  await surveyContents(installation, { ...all, onLooked: (entries) => told.push(String(entries)) });
  assert.deepEqual(told, ['500', 'another turn', '1000']);
});
