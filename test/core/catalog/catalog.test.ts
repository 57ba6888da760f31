import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openArchive } from '../../../core/archive/open.ts';
import { verifyArchive } from '../../../core/archive/verify.ts';
import { readCatalog } from '../../../core/catalog/catalog.ts';
import { findBackup, isArchivePath, openBackup, readArchiveFile } from '../../../core/catalog/find.ts';
import type { LifeboatError } from '../../../core/errors.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { testFolder } from '../../support/folder.ts';
import { fixture, memorySource } from '../../support/raw-archive.ts';

const fixtures = 'test/fixtures/homeassistant';
const plain = `${fixtures}/core/core-2026.11.0-plain.tar`;
/** Made by an older Home Assistant, but some minutes later. */
const newer = `${fixtures}/core/core-2024.12.5-plain.tar`;
const killed = `${fixtures}/supervisor/killed-plain-first-160k.tar`;

function location(folder: string, name: string, files: Record<string, string | Buffer>) {
  const directory = path.join(folder, name);
  mkdirSync(directory);
  for (const [file, from] of Object.entries(files)) {
    if (typeof from === 'string') copyFileSync(from, path.join(directory, file));
    else writeFileSync(path.join(directory, file), from);
  }
  return directoryLocation(name, directory);
}

test('backups of all locations, copies merged, the newest first', async (t) => {
  const folder = testFolder(t);
  const usb = location(folder, 'usb', { 'a.tar': newer, 'b.tar': plain });
  const nas = location(folder, 'nas', { 'copy.tar': plain });
  const { backups, problems } = await readCatalog([usb, nas]);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    backups.map(({ locations }) => locations.map(({ name, path: at }) => `${name}: ${path.basename(at)}`)),
    [['usb: a.tar'], ['usb: b.tar', 'nas: copy.tar']],
  );
  assert.ok(backups.every(({ whole }) => whole));
});

test('one bad file and one dead location hide nothing else', async (t) => {
  const folder = testFolder(t);
  const bad = location(folder, 'usb', {
    'empty.tar': Buffer.alloc(0),
    'noise.tar': Buffer.alloc(5000, 'noise'),
    'good.tar': plain,
    'killed.tar': killed,
  });
  const dead = directoryLocation('nas', path.join(folder, 'nowhere'));
  const { backups, problems } = await readCatalog([dead, bad]);
  assert.deepEqual(
    backups.map(({ locations, whole }) => [path.basename(locations[0]?.path ?? ''), whole]),
    [
      ['killed.tar', false],
      ['good.tar', true],
    ],
  );
  const told = problems.map(({ path: at, code }) => `${path.basename(at)} ${code}`);
  for (const line of ['nowhere LOCATION_UNREACHABLE', 'empty.tar NOT_AN_ARCHIVE', 'noise.tar NOT_AN_ARCHIVE'])
    assert.ok(told.includes(line), line);
  assert.ok(told.includes('killed.tar METADATA_MISSING'));
});

test('the catalog calls whole what verify finds nothing missing in', async (t) => {
  const damaged = fixture('supervisor/plain-registry.tar');
  const [member] = (await openArchive(memorySource(damaged))).members;
  damaged.write('9999', (member?.offset ?? 0) - 512 + 100);
  const files = {
    'plain.tar': readFileSync(plain),
    'failed.tar': fixture('supervisor/plain-app-failed.tar'),
    'killed.tar': fixture('supervisor/killed-plain-first-160k.tar'),
    'header.tar': damaged,
  };
  const { backups } = await readCatalog([location(testFolder(t), 'usb', files)]);
  assert.equal(backups.length, 4);
  for (const { locations, whole } of backups) {
    const name = path.basename(locations[0]?.path ?? '') as keyof typeof files;
    const archive = await openArchive(memorySource(files[name]));
    const { state } = await verifyArchive(archive, [], { database: false }, { report: () => {} });
    assert.deepEqual(
      [name, state, whole],
      [name, name === 'plain.tar' ? 'whole' : 'damaged', name === 'plain.tar'],
    );
  }
});

test('of two copies the whole one is opened', async (t) => {
  const folder = testFolder(t);
  const cut = location(folder, 'usb', { 'a.tar': readFileSync(plain).subarray(0, 20_000) });
  const whole = location(folder, 'nas', { 'a.tar': plain });
  const { backups } = await readCatalog([cut, whole]);
  const [backup] = backups;
  assert.ok(backup?.whole);
  assert.deepEqual(
    backup.locations.map(({ name }) => name),
    ['nas', 'usb'],
  );
  const source = await openBackup(backup, [cut, whole]);
  assert.equal(source.size, readFileSync(plain).length);
  await source.close();
});

test('two backups with one slug but other metadata stay two, and the slug alone does not tell them apart', async (t) => {
  const original = readFileSync(plain);
  const changed = Buffer.from(original);
  const at = changed.indexOf('"date":"20');
  changed.write('19', at + 8);
  const catalog = await readCatalog([location(testFolder(t), 'usb', { 'a.tar': plain, 'b.tar': changed })]);
  const [first] = catalog.backups;
  assert.equal(catalog.backups.length, 2);
  assert.throws(() => findBackup(catalog, first?.id ?? ''), { code: 'BACKUP_AMBIGUOUS', exitCode: 2 });
});

test('a backup is found by id, by the beginning of it, and as the latest whole one', async (t) => {
  const catalog = await readCatalog([
    location(testFolder(t), 'usb', { 'a.tar': newer, 'b.tar': plain, 'c.tar': killed }),
  ]);
  const [newest, other] = catalog.backups.filter(({ whole }) => whole);
  assert.ok(newest && other);
  assert.equal(findBackup(catalog, 'latest'), newest);
  assert.equal(findBackup(catalog, other.id), other);
  assert.equal(findBackup(catalog, other.id.slice(0, 4)), other);
  assert.throws(() => findBackup(catalog, 'ffffffff'), { code: 'BACKUP_NOT_FOUND', exitCode: 10 });
  const away = { path: 'usb:STICK', code: 'LOCATION_AWAY', message: 'The drive is not plugged in.' };
  assert.throws(
    () => findBackup({ backups: [], problems: [away] }, 'latest'),
    ({ message, remedies }: LifeboatError) =>
      message === 'No backup can be seen now.' && remedies[0] === away.message,
  );
  assert.throws(() => findBackup({ backups: [], problems: [] }, 'latest'), {
    code: 'NO_BACKUPS',
    exitCode: 10,
  });
});

test('an archive is known by its path alone', async () => {
  assert.ok(isArchivePath('./x') && isArchivePath('x.tar') && !isArchivePath('latest'));
  const entry = await readArchiveFile(plain);
  assert.equal(entry.locations[0]?.path, path.resolve(plain));
  assert.equal(entry.maker, 'core');
  await assert.rejects(readArchiveFile('/nowhere/x.tar'), { kind: 'not-found', exitCode: 10 });
});
