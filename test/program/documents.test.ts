import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setUp } from '../support/command.ts';

const readme = readFileSync('README.md', 'utf8');

/** What the README says of a document of `--json`: its fields, those of the things in it not among them. */
function fieldsOf(name: string): string[] {
  const [, document = ''] = new RegExp(`^ *${name} +\\{(.*)\\}`, 'm').exec(readme) ?? [];
  let flat = document;
  for (let before = ''; before !== flat; ) {
    before = flat;
    flat = flat.replace(/: *(\[[^[\]{}]*\]|\{[^[\]{}]*\})/g, '').replace(/\{[^[\]{}]*\}/g, '');
  }
  return flat.split(',').map((field) => field.replace(/:.*/, '').trim());
}

test('the documents of --json have the fields that the README names', async (t) => {
  const { config, place, lifeboat } = setUp(t);
  const there = ['--installation', config, '--json'];
  const told = async (...words: string[]) => {
    const lines = (await lifeboat([...words, ...there])).stdout.trim().split('\n');
    return JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  };
  const has = (name: string, document: object) => {
    const fields = fieldsOf(name);
    assert.ok(fields.length > 0 && !fields.includes(''), `the README describes ${name}`);
    for (const field of fields) assert.ok(Object.hasOwn(document, field), `${name} has ${field}`);
  };
  await told('locations', 'add', 'place', place);
  has('backup', await told('backup', '--no-encryption'));
  has('run', await told('run'));
  await told('schedule', 'add');
  const list = await told('list');
  has('list', list);
  has('BACKUP', (list.backups as object[])[0] ?? {});
  has('show', await told('show', 'latest', '--files'));
  has('verify', await told('verify', 'latest'));
  has('status', await told('status'));
  has('prepare', await told('prepare'));
  has('locations', await told('locations'));
  has('test', await told('locations', 'test'));
  has('drives', await told('locations', 'drives'));
  has('schedule', await told('schedule'));
  has('preview', await told('schedule', 'preview'));
  has('restore', await told('restore', 'latest', '--to', `${place}/out`, '--yes'));
  has('delete', await told('delete', 'latest', '--yes'));
  has('errors', await told('show', 'nothing'));
});
