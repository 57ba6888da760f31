import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { BackupsView } from '../../../screens/backups/backups-view.tsx';
import { lossOf } from '../../../screens/backups/loss.ts';
import { type BackupsModel, type Check, checksOf, inOrder } from '../../../screens/backups/model.ts';
import { stateOf } from '../../../screens/backups/rows.ts';
import { madeBackup, madeBackups } from '../../support/made-backups.ts';
import { endedJob } from '../../support/made-job.ts';
import { frameSizes, matchesFrame, renderScreen, type ScreenSize } from '../../support/screen.tsx';

const now = new Date('2026-11-20T16:05:00Z');
const at = (name: string, path: string) => [{ name, path }];

const backups: CatalogEntry[] = [
  madeBackup(),
  madeBackup({ id: 'b', date: '2026-11-19T03:00:00Z', size: 411e6, locations: at('nas', '/mnt/nas/b.tar') }),
  madeBackup({
    id: 'c',
    name: 'before the update',
    date: '2026-11-18T21:14:00Z',
    type: 'partial',
    size: 31e3,
    plan: null,
    locations: at('usb', '/mnt/usb/c.tar'),
  }),
  madeBackup({
    id: 'd',
    date: '2025-12-01T03:00:00Z',
    size: 9e6,
    whole: false,
    locations: at('usb', '/mnt/usb/d.tar'),
  }),
];

const model = madeBackups({
  backups,
  pinned: new Set(['c']),
  checks: new Map<string, Check>([
    ['/mnt/usb/every-day.tar', { state: 'whole', at: '2026-11-20T03:20:00Z' }],
    ['/mnt/nas/b.tar', { state: 'damaged', at: '2026-11-19T12:00:00Z' }],
  ]),
});

function show(shown: BackupsModel, options: Partial<ScreenSize> & { ascii?: boolean } = {}) {
  return renderScreen(<BackupsView model={shown} now={now} reload={() => {}} />, options);
}

for (const [size, options] of frameSizes) {
  test(`Backups looks as in the file backups.${size}`, (t) => {
    const app = show(model, options);
    t.after(app.unmount);
    matchesFrame(app.frame(), `backups.${size}`);
  });
}

test('the question before several are deleted looks as in its file, and wants its words typed', async (t) => {
  const app = show(model);
  t.after(app.unmount);
  await app.press('down', 'space', 'down', 'down', 'space', 'd', 'down', 'enter');
  await app.shows('Type  delete 2  to go on:');
  matchesFrame(app.frame(), 'backups-delete.80x24');
  await app.paste('delete 2');
  await app.shows('pasting is not taken here');
});

test('what is known of a backup decides its sign: damage first, then what is missing, then a check', () => {
  const signs = backups.map((entry) => stateOf(entry, model));
  assert.deepEqual(
    signs.map(({ sign, words }) => [sign, ...words]),
    [
      ['ok', 'checked'],
      ['danger', 'damaged'],
      ['ok', 'pinned'],
      ['attention', 'not whole'],
    ],
  );
  assert.equal(stateOf(madeBackup({ complete: false }), model).sign, 'attention');
});

test('the last check of a copy counts, and of several copies the worst', () => {
  const verified = (state: string, updated: string) =>
    endedJob(
      { result: { results: [{ path: '/mnt/nas/every-day.tar', state }] } },
      { work: { kind: 'verify', copies: [], database: true }, updated },
    );
  const checks = checksOf([
    verified('damaged', '2026-11-20T10:00:00Z'),
    verified('whole', '2026-11-19T10:00:00Z'),
  ]);
  assert.equal(checks.get('/mnt/nas/every-day.tar')?.state, 'damaged');
  const both = new Map([
    ...checks,
    ['/mnt/usb/every-day.tar', { state: 'whole', at: '2026-11-21' }] as const,
  ]);
  assert.equal(stateOf(madeBackup(), { checks: both, pinned: new Set() }).sign, 'danger');
});

test('o changes the order, / finds by name, place and state', async (t) => {
  const app = show(model);
  t.after(app.unmount);
  assert.match(app.selected(), /today/);
  await app.press('o');
  assert.match(app.selected(), /1 Dec 2025/);
  await app.press('o', 'o');
  assert.match(app.selected(), /Wed 18 Nov/);
  await app.press('o', '/');
  await app.type('before');
  await app.hides('today');
  assert.match(app.selected(), /Wed 18 Nov/);
  await app.press('escape', '/');
  await app.type('damaged');
  await app.hides('today');
  assert.match(app.selected(), /yesterday/);
  assert.deepEqual(
    (['newest', 'oldest', 'largest', 'smallest'] as const).map((order) => inOrder(backups, order)[0]?.id),
    ['5f0c91aa', 'd', '5f0c91aa', 'c'],
  );
});

test('Space marks, a marks all or none, and the title says how many and how large', async (t) => {
  const app = show(model);
  t.after(app.unmount);
  await app.shows('4 backups, 832 MB');
  await app.press('space', 'down', 'space');
  await app.shows('2 of 4 marked, 823 MB');
  await app.press('a');
  await app.shows('4 of 4 marked');
  await app.press('a');
  await app.shows('4 backups');
});

test('a pinned backup is not deleted, alone or among others', async (t) => {
  const app = show(model);
  t.after(app.unmount);
  await app.press('down', 'down', 'd');
  await app.shows('It is pinned: unpin it first, with p.');
  await app.press('a', 'd');
  await app.shows('1 of them is pinned: unpin it first, with p.');
});

test('what goes and what stays: the newest full one, the last of all, one copy of two', () => {
  const facts = (chosen: CatalogEntry[], place: string | null = null) => lossOf(chosen, place, model, now);
  const [first, second, third] = backups as [CatalogEntry, CatalogEntry, CatalogEntry];
  const newest = facts([first]);
  assert.deepEqual([newest.stay, newest.isGreat, newest.copies.length], [3, true, 2]);
  assert.ok(newest.lines.at(-1)?.includes('the next one is of yesterday 03:00'), newest.lines.join('\n'));
  const copy = facts([first], 'usb');
  assert.deepEqual([copy.stay, copy.isGreat, copy.copies.length], [4, false, 1]);
  assert.equal(facts([third]).isGreat, false);
  assert.equal(facts([second, third]).isGreat, true);
  const all = facts(backups);
  assert.deepEqual([all.stay, all.isGreat], [0, true]);
  assert.ok(all.lines.at(-1)?.startsWith('No backup stays.'));
  const dead = lossOf(backups, null, { ...model, dead: ['attic'] }, now);
  assert.ok(dead.lines.at(-1)?.endsWith(' What is in attic cannot be seen now, and stays too.'));
});

test('places that have not answered are named, and problems are a key away', async (t) => {
  const app = show({ ...model, waiting: ['nas', 'attic'] });
  t.after(app.unmount);
  await app.shows('Still waiting for nas, attic ...');
  await app.press('d');
  await app.shows('delete: not now, not all locations have answered yet.');
  const problems = [
    { path: '/mnt/nas', code: 'LOCATION_TIMEOUT', message: '/mnt/nas does not answer.' },
    { path: '/mnt/usb/x.tar', code: 'NOT_AN_ARCHIVE', message: 'This is no \u001B[2Jarchive.' },
  ];
  const other = show({ ...model, catalog: { backups, problems }, dead: ['nas'] });
  t.after(other.unmount);
  await other.shows('nas cannot be read; 1 file has a problem: l shows more.');
  await other.press('l');
  await other.shows('/mnt/nas does not answer.');
  await other.shows('This is no \\x1b[2Jarchive.');
  await other.press('escape');
  await other.shows('look inside');
});

test('where there is no backup the list says how to make one', async (t) => {
  const app = show(madeBackups({ backups: [] }));
  t.after(app.unmount);
  await app.shows('There is no backup yet.');
  await app.press('v');
  await app.shows('verify: not now, there is no backup.');
});

test('names and places cannot draw on the screen: controls, lines and turned writing are shown', async (t) => {
  const evil = 'a\u001B[31mb\r\nc\u202Etxt.exe\u0007';
  const app = show(
    madeBackups({ backups: [madeBackup({ name: evil, locations: [{ name: evil, path: `/${evil}.tar` }] })] }),
    { columns: 120, rows: 40 },
  );
  t.after(app.unmount);
  const frame = app.frame();
  assert.ok(!/[\u0000-\u0009\u000B-\u001F\u007F\u202E]/.test(frame), 'nothing of it is sent');
  assert.ok(frame.includes('\\x1b[31mb\\x0d\\x0ac\\u{202e}txt.exe'));
  assert.equal(frame.split('\n').length, 40);
});

/** Counts how often anything is asked about a copy. */
class CountingChecks extends Map<string, Check> {
  asked = 0;
  override get(path: string): Check | undefined {
    this.asked += 1;
    return super.get(path);
  }
}

test('of 5,000 backups a key costs what is on the screen, and the last can be reached', async (t) => {
  const checks = new CountingChecks();
  const many = Array.from({ length: 5000 }, (_, number) =>
    madeBackup({
      id: `id${number}`,
      name: `backup ${number}`,
      date: new Date(now.getTime() - number * 3_600_000).toISOString(),
      locations: at('usb', `/mnt/usb/${number}.tar`),
    }),
  );
  const app = show(madeBackups({ backups: many, checks }));
  t.after(app.unmount);
  await app.shows('1 of 5000');
  checks.asked = 0;
  await app.press('down', 'pagedown', 'down', 'space');
  assert.ok(checks.asked < 500, `${checks.asked} rows were made for four keys`);
  await app.press('G');
  await app.shows('5000 of 5000');
  await app.press('/');
  await app.type('backup 4321');
  await app.shows('backup 4321');
});
