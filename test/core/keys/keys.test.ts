import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { chooseKey } from '../../../core/keys/choose.ts';
import { emergencyKit } from '../../../core/keys/emergency-kit.ts';
import { generateKey } from '../../../core/keys/generate.ts';
import { keyIn, lineIn, readKeyFile } from '../../../core/keys/read-key-file.ts';
import { openKeyRing } from '../../../core/keys/ring.ts';
import { saveEmergencyKit } from '../../../core/keys/save-kit.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { testWorld } from '../../support/world.ts';

/** As Home Assistant makes them. */
const keyForm = /^[A-Z0-9]{4}(-[A-Z0-9]{4}){6}$/;
const created = new Date('2026-11-20T15:05:00Z');

test('a generated key has the form of Home Assistant and takes nothing from unfair bytes', () => {
  // 252 and above would favour A to D: they are passed over.
  const bytes = Buffer.from([255, 252, 251, 0, 35, 36]);
  let offset = 0;
  const key = generateKey((size) =>
    Buffer.from(Array.from({ length: size }, () => bytes[offset++ % bytes.length] ?? 0)),
  );
  assert.match(key, /^9A9A-9A9A-/);
  assert.match(key, keyForm);
});

test('all letters of generated keys are about equally likely', () => {
  const counts = new Map<string, number>();
  const { randomBytes } = testWorld();
  for (let round = 0; round < 1000; round += 1) {
    for (const letter of generateKey(randomBytes).replaceAll('-', ''))
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  assert.equal(counts.size, 36);
  // 778 expected each; a modulo bias would lift four of them by 14 %.
  for (const [letter, count] of counts) assert.ok(count > 600 && count < 960, `${letter}: ${count}`);
});

test('the key ring keeps its keys for its owner alone and puts the current one first', async (t) => {
  const home = path.join(testFolder(t), 'deep', 'home');
  const ring = await openKeyRing(home);
  assert.equal(ring.current, null);
  const first = await ring.add({ secret: 'one', source: 'generated', created });
  await ring.add({ secret: 'two', source: 'given', created });
  await ring.add({ secret: 'three', source: 'given', created, label: 'of the old device', current: false });
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.equal(statSync(ring.file).mode & 0o777, 0o600);

  const again = await openKeyRing(home);
  assert.deepEqual(
    again.candidates().map(({ secret }) => secret),
    ['two', 'three', 'one'],
  );
  assert.equal(again.keys[2]?.label, 'of the old device');
  assert.equal(first.shown, null);
  await again.markShown(first.id, created);
  assert.equal(ring.keys[0]?.shown, created.toISOString());
});

test('a kit is saved although its saving cannot be noted; the key goes on counting as not saved', async (t) => {
  const home = smallDisk(t, 'size=1m');
  if (home === null) return;
  const ring = await openKeyRing(home);
  const key = await ring.add({ secret: 'one', source: 'generated', created });
  execFileSync('mount', ['-o', 'remount,ro', home]);
  const file = path.join(testFolder(t), 'kit.txt');
  assert.equal(await saveEmergencyKit(testWorld(), ring, key, null, file), file);
  assert.equal(await readKeyFile(file), 'one');
  assert.equal(ring.current?.shown, null);
});

test('the same secret is not added twice', async (t) => {
  const ring = await openKeyRing(testFolder(t));
  const first = await ring.add({ secret: 'one', source: 'generated', created });
  await ring.add({ secret: 'two', source: 'given', created });
  assert.equal((await ring.add({ secret: 'one', source: 'given', created })).id, first.id);
  assert.equal(ring.keys.length, 2);
  assert.equal(ring.current?.secret, 'one');
});

test('of keys that are added at the same time none is lost', async (t) => {
  const home = testFolder(t);
  const rings = await Promise.all([1, 2, 3, 4].map(() => openKeyRing(home)));
  await Promise.all(rings.map((ring, at) => ring.add({ secret: `key ${at}`, source: 'given', created })));
  assert.equal(rings[0]?.keys.length, 4);
  assert.deepEqual(readdirSync(home), ['keys.json']);
});

test('a key ring of a newer version is read but not written', async (t) => {
  const home = testFolder(t);
  const key = {
    id: 'a',
    label: 'key',
    secret: 'from tomorrow',
    created: '',
    source: 'given',
    shown: null,
    colour: 'red',
  };
  const text = JSON.stringify({ version: 2, current: 'a', keys: [key] });
  writeFileSync(path.join(home, 'keys.json'), text);
  const ring = await openKeyRing(home);
  assert.equal(ring.current?.secret, 'from tomorrow');
  await assert.rejects(ring.add({ secret: 'x', source: 'given', created }), { code: 'KEY_RING_NEWER' });
  assert.equal(readFileSync(ring.file, 'utf8'), text);
});

test('a broken key ring is told and not overwritten', async (t) => {
  const home = testFolder(t);
  writeFileSync(path.join(home, 'keys.json'), '{"version": 1, "keys"');
  await assert.rejects(openKeyRing(home), { code: 'KEY_RING_UNREADABLE' });
});

test('a new backup takes the given key, else the current one, else that of Home Assistant, else a new one', async (t) => {
  const world = testWorld();
  const empty = await openKeyRing(path.join(testFolder(t), 'a'));
  assert.deepEqual(await chooseKey(world, { given: 'mine', ring: empty, homeassistant: 'theirs' }), {
    secret: 'mine',
    label: 'the given key',
    from: 'given',
    isNew: false,
  });
  assert.equal(empty.keys.length, 0);

  const theirs = await chooseKey(world, { given: null, ring: empty, homeassistant: 'theirs' });
  assert.deepEqual([theirs.secret, theirs.from, theirs.isNew], ['theirs', 'homeassistant', false]);
  assert.ok(empty.current?.shown, 'it is known outside already');
  const current = await chooseKey(world, { given: null, ring: empty, homeassistant: 'changed since' });
  assert.deepEqual([current.secret, current.from], ['theirs', 'ring']);

  const other = await openKeyRing(path.join(testFolder(t), 'b'));
  const made = await chooseKey(world, { given: null, ring: other, homeassistant: null });
  assert.ok(made.isNew);
  assert.match(made.secret, keyForm);
  assert.equal(other.current?.secret, made.secret);
  assert.equal(other.current?.shown, null);
});

test('the key in a file is its first line, any text', async (t) => {
  assert.equal(lineIn('  pass word \r\nnot this\n', 'it'), '  pass word ');
  assert.equal(lineIn('\uFEFFkey', 'it'), 'key');
  assert.throws(() => lineIn('\nkey', 'it'), { code: 'KEY_FILE_EMPTY', exitCode: 2 });
  await assert.rejects(readKeyFile(path.join(testFolder(t), 'none')), {
    code: 'KEY_FILE_UNREADABLE',
    exitCode: 2,
  });
});

test('an emergency kit carries the key where those who look for its form find it', () => {
  const secret = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';
  const kit = emergencyKit({ secret, label: 'Lifeboat key', instance: 'Küche & Bad', now: created });
  assert.deepEqual(kit.match(/[A-Z0-9]{4}(-[A-Z0-9]{4}){6}/g)?.length, 1);
  assert.ok(kit.includes(`\n${secret}\n`));
  assert.match(kit, /Küche & Bad/);
});

test('an emergency kit is a key file too, ours and that of Home Assistant', () => {
  const secret = 'AB12-CD34-EF56-GH78-IJ90-KL12-MN34';
  const kit = emergencyKit({ secret, label: 'x', instance: 'Home', now: new Date(0) });
  assert.equal(keyIn(kit, 'It'), secret);
  const theirs = `Home Assistant Backup Emergency Kit\r\n\r\nDate:\r\n1 May\r\n\r\nEncryption key:\r\n${secret}\r\n\r\nMore\r\n`;
  assert.equal(keyIn(theirs, 'It'), secret);
  assert.equal(keyIn('Home Assistant Backup Emergency Kit\n', 'It'), 'Home Assistant Backup Emergency Kit');
  assert.equal(keyIn('a key of mine\nEncryption key:\nanother\n', 'It'), 'a key of mine');
});
