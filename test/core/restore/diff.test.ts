import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { diffBackup, diffText } from '../../../core/restore/diff.ts';
import { diffLines } from '../../../core/restore/text-diff.ts';
import { testInstallation } from '../../support/installation.ts';
import { fixtureKeys, openBackup, restore } from '../../support/restore.ts';

const file = 'core/core-2026.11.0-securetar-v3.tar';

/** The fixture restored into an empty installation: nothing differs. */
async function restored(t: TestContext) {
  const made = testInstallation(t, {}, {});
  await restore(t, file, { installation: made.installation });
  const archive = await openBackup(t, file);
  const changes = async (wanted?: string) => {
    const found = await diffBackup(archive, fixtureKeys, made.installation, wanted);
    return Object.fromEntries(
      found
        .filter(({ change }) => change !== 'same')
        .map(({ path: name, change, what }) => [name, what ?? change]),
    );
  };
  return { ...made, archive, changes };
}

test('what was just restored is the same, hard links and links too', async (t) => {
  const { archive, installation, changes } = await restored(t);
  assert.deepEqual(await changes(), {});
  const all = await diffBackup(archive, fixtureKeys, installation);
  assert.ok(all.length > 40);
  assert.ok(all.some(({ path: name }) => name === 'homeassistant/secrets.yaml'));
});

test('changed is what differs by type, size, content or target; a time alone is nothing', async (t) => {
  const { config, changes } = await restored(t);
  const at = (name: string) => path.join(config, name);
  const zigbee = Buffer.alloc(28_672, 1);
  writeFileSync(at('zigbee.db'), zigbee);
  writeFileSync(at('scenes.yaml'), 'longer than before');
  writeFileSync(at('secrets.yaml'), 'x'.repeat(35));
  utimesSync(at('configuration.yaml'), 1, 1);
  rmSync(at('automations.yaml'));
  rmSync(at('www/plan.svg'));
  symlinkSync('elsewhere', at('www/plan.svg'));
  rmSync(at('scripts.yaml'));
  mkdirSync(at('scripts.yaml'));
  writeFileSync(at('new.yaml'), 'new');
  writeFileSync(at('home-assistant.log'), 'left out by rule');
  assert.deepEqual(await changes(), {
    'homeassistant/automations.yaml': 'missing',
    'homeassistant/esphome/secrets.yaml': 'content',
    'homeassistant/new.yaml': 'added',
    'homeassistant/scenes.yaml': 'content',
    'homeassistant/scripts.yaml': 'type',
    'homeassistant/secrets.yaml': 'content',
    'homeassistant/www/plan.svg': 'link',
    'homeassistant/zigbee.db': 'content',
  });
  assert.deepEqual(await changes('homeassistant/sc*'), {
    'homeassistant/scenes.yaml': 'content',
    'homeassistant/scripts.yaml': 'type',
  });
});

test('hard links that came apart are each compared with the content that both had', async (t) => {
  const { config, changes } = await restored(t);
  rmSync(path.join(config, 'secrets.yaml'));
  writeFileSync(path.join(config, 'secrets.yaml'), 'y'.repeat(35));
  assert.deepEqual(await changes(), { 'homeassistant/secrets.yaml': 'content' });
});

test('a path that neither side has is not found', async (t) => {
  const { changes, archive, installation } = await restored(t);
  await assert.rejects(changes('homeassistant/none'), { kind: 'not-found' });
  await assert.rejects(diffText(archive, fixtureKeys, installation, 'homeassistant/none'), {
    kind: 'not-found',
  });
});

test('the text of one file is compared line by line', async (t) => {
  const { config, archive, installation, read } = await restored(t);
  const before = read('automations.yaml') ?? '';
  const name = 'homeassistant/automations.yaml';
  const diff = () => diffText(archive, fixtureKeys, installation, name);
  assert.deepEqual(await diff(), { path: name, state: 'same', lines: [] });
  writeFileSync(path.join(config, 'automations.yaml'), `# new\n${before}`);
  const changed = await diff();
  assert.equal(changed.state, 'changed');
  assert.deepEqual(changed.lines[0], { kind: 'added', text: '# new', before: null, after: 1 });
  assert.deepEqual(changed.lines[1], { kind: 'same', text: before.split('\n')[0], before: 1, after: 2 });
  rmSync(path.join(config, 'automations.yaml'));
  assert.ok((await diff()).lines.every((line) => line.kind === 'removed'));
  writeFileSync(path.join(config, 'zigbee.db'), Buffer.alloc(10));
  assert.equal(
    (await diffText(archive, fixtureKeys, installation, 'homeassistant/zigbee.db')).state,
    'binary',
  );
});

/** Unified form, to be read. */
const unified = (before: string, after: string, context?: number) =>
  diffLines(before, after, context).map(
    ({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`,
  );

test('lines: the shortest change, with its surroundings', () => {
  assert.deepEqual(unified('a\nb\nc\nd\n', 'a\nc\nx\nd\n'), [' a', '-b', ' c', '+x', ' d']);
  assert.deepEqual(unified('1\n2\n3\n4\n5\n6\n7\n8\n9', '1\n2\n3\n4\nfive\n6\n7\n8\n9', 1), [
    ' 4',
    '-5',
    '+five',
    ' 6',
  ]);
  assert.deepEqual(unified('same\n', 'same\n'), []);
  assert.deepEqual(unified('', 'a\nb\n'), ['+a', '+b']);
  assert.deepEqual(unified('a\na\na\n', 'a\na\n'), [' a', ' a', '-a']);
});

test('lines: every diff applied gives the new text, also beyond the bound of the table', () => {
  const line = (at: number, change: number) => `line ${(at * 7919 + change) % 97}`;
  for (const length of [0, 1, 5, 60, 3000]) {
    const before = Array.from({ length }, (_, at) => line(at, 0));
    const after = before.flatMap((text, at) =>
      at % 11 === 3 ? [] : at % 7 === 2 ? [text, line(at, 5)] : [text],
    );
    const lines = diffLines(before.join('\n'), after.join('\n'), Number.POSITIVE_INFINITY);
    const expected = length === 0 ? [] : after;
    if (before.join() !== after.join())
      assert.deepEqual(
        lines.filter(({ kind }) => kind !== 'removed').map(({ text }) => text),
        expected,
      );
  }
});
