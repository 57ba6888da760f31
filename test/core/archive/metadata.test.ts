import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReadMetadata, readMetadata } from '../../../core/archive/metadata.ts';
import { usualMetadata } from '../../support/raw-archive.ts';

function read(json: unknown): ReadMetadata {
  const result = readMetadata('./backup.json', Buffer.from(JSON.stringify(json)));
  assert.ok('metadata' in result);
  return result;
}

test('metadata with all types right has no problems', () => {
  assert.deepEqual(read(usualMetadata).problems, []);
});

const wrongValues: [field: string, value: unknown, field: string, made: unknown][] = [
  ['folders', null, 'folders', []],
  ['folders', ['share', 7], 'folders', ['share']],
  ['folders', 'share', 'folders', []],
  ['addons', null, 'addons', []],
  ['addons', [{ name: 'no slug' }], 'addons', []],
  ['extra', null, 'extra', {}],
  ['extra', [], 'extra', {}],
  ['name', null, 'name', ''],
  ['name', 7, 'name', '7'],
  ['slug', undefined, 'slug', ''],
  ['date', 5, 'date', '5'],
  ['type', 'whatever', 'type', 'partial'],
  ['version', 9, 'version', 2],
  ['version', '2', 'version', 2],
  ['protected', 'yes', 'protected', true],
  ['protected', null, 'protected', true],
  ['compressed', null, 'compressed', false],
  ['homeassistant', '2026.11.0', 'homeassistant', { version: '2026.11.0', excludeDatabase: false }],
  ['homeassistant', [], 'homeassistant', null],
  ['supervisor_version', 3, 'supervisorVersion', '3'],
];
for (const [field, value, property, made] of wrongValues)
  test(`${field}: ${JSON.stringify(value)} is put right and named`, () => {
    const { metadata, problems } = read({ ...usualMetadata, [field]: value });
    assert.deepEqual(metadata[property as keyof typeof metadata], made);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'METADATA_WRONG_TYPE');
    assert.ok(problems[0]?.message.includes(`"${field}"`));
  });

test('what is left out has the defaults of Home Assistant, without a problem', () => {
  const { metadata, problems } = read({ slug: 's', name: 'n', date: 'd', type: 'full' });
  assert.deepEqual(problems, []);
  assert.deepEqual(metadata, {
    slug: 's',
    version: 1,
    name: 'n',
    date: 'd',
    type: 'full',
    protected: false,
    compressed: true,
    homeassistant: null,
    folders: [],
    addons: [],
    supervisorVersion: null,
    extra: {},
  });
});

test('the folder "homeassistant" of old makers stands for the configuration', () => {
  const { metadata } = read({
    ...usualMetadata,
    version: 1,
    folders: ['homeassistant', 'ssl'],
    homeassistant: '0.90',
  });
  assert.deepEqual(metadata.folders, ['ssl']);
  assert.deepEqual(metadata.homeassistant, { version: '0.90', excludeDatabase: false });
});

test('broken lists are known as such: nothing may be called unlisted by them', () => {
  assert.equal(read({ ...usualMetadata, addons: null }).hasBrokenLists, true);
  assert.equal(read(usualMetadata).hasBrokenLists, false);
});

test('makers are told apart', () => {
  const { supervisor_version: _, ...core } = { ...usualMetadata, addons: undefined, folders: undefined };
  assert.equal(read(usualMetadata).maker, 'supervisor');
  assert.equal(read(core).maker, 'core');
  assert.equal(read({ ...core, extra: { 'lifeboat.version': '1' } }).maker, 'lifeboat');
  assert.equal(read({ slug: 's', name: 'n', date: 'd', type: 'full' }).maker, 'unknown');
});

test('a byte order mark is no problem; what is no JSON object is one', () => {
  const marked = readMetadata('b', Buffer.from(`\uFEFF${JSON.stringify(usualMetadata)}`));
  assert.ok('metadata' in marked);
  for (const text of ['', '{', 'null', '[]', '7', '"text"']) {
    const result = readMetadata('./backup.json', Buffer.from(text));
    assert.ok('code' in result && result.code === 'METADATA_BROKEN', text);
  }
});
