import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { LifeboatError } from '../../../core/errors.ts';
import type { Run } from '../../../core/events.ts';
import { passingHome } from '../../../core/jobs/folder.ts';
import type { Means } from '../../../core/jobs/means.ts';
import { acquireLock } from '../../../core/lock.ts';
import { sendNotices } from '../../../core/notify/notices.ts';
import { send } from '../../../core/notify/send.ts';
import { readRecipients, setRecipient, shownAddress } from '../../../core/notify/settings.ts';
import type { Notice } from '../../../core/notify/types.ts';
import { keepAll } from '../../../core/retention/keep.ts';
import { readSchedule } from '../../../core/schedule/overview.ts';
import {
  isPassing,
  type RunRecord,
  readRecords,
  runFolder,
  writeRecord,
} from '../../../core/schedule/records.ts';
import { wake } from '../../../core/schedule/wake.ts';
import { testFolder } from '../../support/folder.ts';
import { fillUp, smallDisk } from '../../support/mounts.ts';
import { scheduledDemo } from '../../support/schedule.ts';

interface Heard {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server that hears everything; `answers` are its status, one after another, null: it never answers. */
async function listen(t: TestContext, ...answers: (number | null)[]) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    heard.push({ url: request.url ?? '', headers: request.headers, body });
    const answer = answers.length > 1 ? answers.shift() : (answers[0] ?? (answers.length === 0 ? 200 : null));
    if (answer) response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { heard, url: (secret: string) => `http://127.0.0.1:${port}/${secret}` };
}

const notice: Notice = {
  plan: 'nightly',
  at: new Date('2026-11-20T03:00:00Z'),
  state: 'failed',
  message: 'The drive is gone.',
  backup: null,
};

test('a webhook gets a document, ntfy a message, healthchecks a pulse with how it went', async (t) => {
  const { heard, url } = await listen(t);
  const home = testFolder(t);
  setRecipient(home, 'webhook', { url: url('hook'), when: 'always' });
  setRecipient(home, 'ntfy', { url: url('topic'), when: 'trouble' });
  setRecipient(home, 'healthchecks', { url: url('ping/uuid?rid=1'), when: 'always' });
  for (const state of ['started', 'failed', 'done'] as const)
    assert.deepEqual(await sendNotices(home, { ...notice, state }), []);
  assert.deepEqual(heard.map((one) => one.url).sort(), [
    '/hook',
    '/hook',
    '/ping/uuid/fail?rid=1',
    '/ping/uuid/start?rid=1',
    '/ping/uuid?rid=1',
    '/topic',
    '/topic',
  ]);
  const hook = heard.find((one) => one.url === '/hook');
  const { state, plan, message, at } = JSON.parse(hook?.body ?? '');
  assert.deepEqual(
    [state, plan, message, at],
    ['failed', 'nightly', 'The drive is gone.', '2026-11-20T03:00:00.000Z'],
  );
  const [topic, better] = heard.filter((one) => one.url === '/topic');
  assert.equal(topic?.body, 'The drive is gone.');
  assert.match(String(topic?.headers.title), /^Backup FAILED: nightly on /);
  assert.match(String(better?.headers.title), /^Backup made: nightly on /, 'that it went well again is news');
});

test('a trouble that lasts is told once, and once more after a week; another one, or after a good run, anew', async (t) => {
  const { heard, url } = await listen(t);
  const home = testFolder(t);
  setRecipient(home, 'ntfy', { url: url('topic'), when: 'trouble' });
  setRecipient(home, 'webhook', { url: url('hook'), when: 'always' });
  const tell = async (day: number, parts: Partial<Notice> = {}) => {
    heard.length = 0;
    const at = new Date(Date.UTC(2026, 10, day, 3));
    assert.deepEqual(await sendNotices(home, { ...notice, about: 'DRIVE', at, ...parts }), []);
    return heard.map((one) => one.url).sort();
  };
  assert.deepEqual(await tell(1), ['/hook', '/topic']);
  // The second attempt of that night.
  assert.deepEqual(await tell(1, { at: new Date('2026-11-01T03:30:00Z') }), []);
  assert.deepEqual(await tell(2), ['/hook'], 'who wants to hear of all hears of every night');
  assert.deepEqual(await tell(2, { about: 'FULL' }), ['/hook', '/topic']);
  assert.deepEqual(await tell(2, { plan: 'weekly' }), ['/hook', '/topic']);
  assert.deepEqual(await tell(9), ['/hook', '/topic']);
  assert.deepEqual(await tell(10, { state: 'done' }), ['/hook', '/topic']);
  assert.deepEqual(await tell(11, { state: 'done' }), ['/hook']);
  assert.deepEqual(await tell(12), ['/hook', '/topic']);
});

test('who could not be told is told at the next occasion, and it is seen until then', async (t) => {
  const { home, world, settings, installation } = await scheduledDemo(t);
  const deaf = await listen(t, 500);
  setRecipient(home, 'ntfy', { url: deaf.url('secret'), when: 'trouble' });
  const warnings = async () => (await readSchedule({ world, home, settings, installation })).warnings.join();
  await sendNotices(home, notice, { patience: 10_000, pauses: [] });
  assert.match(await warnings(), /ntfy at http:\/\/127.0.0.1:\d+\/\.\.\. was not told: it answered 500/);
  const { heard, url } = await listen(t);
  setRecipient(home, 'ntfy', { url: url('secret'), when: 'trouble' });
  assert.doesNotMatch(await warnings(), /was not told/, 'of another address nothing is known yet');
  await sendNotices(home, notice);
  assert.equal(heard.length, 1);
});

test('what may pass is tried again, what does not is not, and no backup waits for it', async (t) => {
  const tries = { patience: 10_000, pauses: [1, 1] };
  const tellTo = async (state: Notice['state'], ...answers: number[]) => {
    const { heard, url } = await listen(t, ...answers);
    const home = testFolder(t);
    setRecipient(home, 'healthchecks', { url: url('ping'), when: 'always' });
    const told = await sendNotices(home, { ...notice, state }, tries);
    return [heard.length, ...told.map((one) => /answered \d+/.exec(one)?.[0])];
  };
  assert.deepEqual(await tellTo('done', 503, 429, 200), [3]);
  assert.deepEqual(await tellTo('failed', 500), [3, 'answered 500']);
  assert.deepEqual(await tellTo('done', 404), [1, 'answered 404']);
  assert.deepEqual(await tellTo('done', 301), [1, 'answered 301']);
  assert.deepEqual(await tellTo('started', 503), [1, 'answered 503']);
});

test('a name and a password in an address become a login, and a server that has moved is no success', async (t) => {
  const { heard, url } = await listen(t);
  const moved = await listen(t, 301);
  const to = (url: string) => ({ kind: 'ntfy', url, when: 'always' }) as const;
  assert.equal(await send(to(url('t').replace('//', '//anna:a%20b@')), notice), null);
  assert.equal(heard[0]?.headers.authorization, `Basic ${Buffer.from('anna:a b').toString('base64')}`);
  assert.equal(await send(to(url('t').replace('//', '//anna:100%@')), notice), null);
  assert.equal(heard[1]?.headers.authorization, `Basic ${Buffer.from('anna:100%').toString('base64')}`);
  assert.match((await send(to(moved.url('secret')), notice)) ?? '', /it answered 301, that it has moved/);
  const plain = await send(to(url('secret').replace('http:', 'https:')), notice);
  assert.match(plain ?? '', /it does not speak https/);
  assert.doesNotMatch(plain ?? '', /secret|anna/);
});

test('a schedule that cannot run, runs that are missed, and backups that get old are told', async (t) => {
  const { home, means, places, setClock, world } = await scheduledDemo(t);
  const { heard, url } = await listen(t);
  setRecipient(home, 'webhook', { url: url('hook'), when: 'trouble' });
  const quiet = { report: () => undefined };
  const states = async (at: string, parts: Partial<Means> = {}) => {
    heard.length = 0;
    setClock(at);
    await wake({ ...means, ...parts }, 'due', quiet).catch(() => undefined);
    return heard.map(({ body }) => JSON.parse(body)).map(({ state, message }) => `${state}: ${message}`);
  };
  const gone = async () => {
    throw new LifeboatError('not-found', 'NO_INSTALLATION', 'No Home Assistant was found.');
  };
  const stuck = ['stuck: No Home Assistant was found.'];
  assert.deepEqual(await states('2026-11-02T03:00:00Z', { installation: gone }), stuck);
  assert.deepEqual(await states('2026-11-02T03:30:00Z', { installation: gone }), [], 'once');

  const lock = await acquireLock(runFolder(home), 'run of the schedule', world.now());
  assert.deepEqual(await states('2026-11-02T04:00:00Z'), [], 'busy for an hour');
  const [missed] = await states('2026-11-02T09:00:00Z');
  assert.match(missed ?? '', /^missed: The run of nightly that was due today 03:00 was not made\. /);
  assert.deepEqual(await states('2026-11-02T10:00:00Z'), [], 'once');
  lock.release();
  const [unset] = await states('1970-01-02T09:00:00Z');
  assert.match(unset ?? '', /^missed: No run of nightly is made\. The clock of this device is not set: /);

  for (const place of Object.values(places)) renameSync(place, `${place}.away`);
  assert.deepEqual(
    (await states('2026-11-02T11:00:00Z')).map((one) => one.split(':')[0]),
    ['failed'],
  );
  const next = (await states('2026-11-04T03:00:00Z')).map((one) => one.replace(/failed: .*/, 'failed'));
  assert.deepEqual(
    next,
    ['overdue: There is no whole backup.'],
    'the same failure is not told again, but what it has come to',
  );
  for (const place of Object.values(places)) renameSync(`${place}.away`, place);
  assert.match((await states('2026-11-05T03:00:00Z')).join(), /^done: Backup/);
});

test('addresses are private: in a file of their owner, and shown without what may be secret', (t) => {
  const home = testFolder(t);
  setRecipient(home, 'ntfy', { url: 'https://ntfy.example/very-secret-topic', when: 'trouble' });
  assert.equal(statSync(path.join(home, 'notify.json')).mode & 0o777, 0o600);
  const [one] = readRecipients(home);
  assert.equal(one && shownAddress(one), 'https://ntfy.example/...');
  for (const url of ['ntfy.sh/topic', 'file:///etc/passwd', ''])
    assert.throws(() => setRecipient(home, 'ntfy', { url, when: 'always' }), { code: 'BAD_ADDRESS' });
  setRecipient(home, 'ntfy', null);
  assert.deepEqual(readRecipients(home), []);
});

test('one who does not answer, refuses or is not there is named without the address, and soon', async (t) => {
  const silent = await listen(t, null);
  const refusing = await listen(t, 403);
  const to = (url: string) => ({ kind: 'webhook', url, when: 'always' }) as const;
  const late = await send(to(silent.url('secret')), notice, { patience: 50, pauses: [] });
  assert.match(
    late ?? '',
    /^webhook at http:\/\/127.0.0.1:\d+\/... was not told: it did not answer in time.$/,
  );
  assert.match((await send(to(refusing.url('secret')), notice)) ?? '', /it answered 403/);
  const nobody = await send(to('http://127.0.0.1:1/secret'), notice);
  assert.match(nobody ?? '', /was not told/);
  for (const sentence of [late, nobody]) assert.doesNotMatch(sentence ?? '', /secret/);
});

test('addresses that somebody wrote by hand and that cannot be are told with their field, not with what stands there', async (t) => {
  const { home, world, settings, installation } = await scheduledDemo(t);
  const right = { kind: 'ntfy', url: 'https://ntfy.example/secret', when: 'always' };
  for (const [file, field] of [
    ['{', 'is no JSON'],
    [[], 'the whole is not'],
    [{ version: 1, recipients: [{ ...right, url: 'secret' }] }, 'recipients[0].url is not'],
    [{ version: 1, recipients: [right, { ...right, when: 'sometimes' }] }, 'recipients[1].when is not'],
    [{ version: 1, recipients: [{ ...right, secret: 1 }] }, 'recipients[0].secret is not'],
  ] as const) {
    writeFileSync(path.join(home, 'notify.json'), typeof file === 'string' ? file : JSON.stringify(file));
    const [failure] = await sendNotices(home, notice);
    assert.ok(failure?.includes(field), failure);
    const { warnings } = await readSchedule({ world, home, settings, installation });
    assert.ok(warnings.some((warning) => warning.startsWith('Nobody is told') && warning.includes(field)));
    assert.doesNotMatch(warnings.join().replace('[0].secret', ''), /secret/);
  }
});

test('a notice that fails, and addresses that cannot be read, fail no run', async (t) => {
  const { run, home, events } = await scheduledDemo(t);
  const { heard, url } = await listen(t, 403);
  setRecipient(home, 'healthchecks', { url: url('secret'), when: 'always' });
  const [outcome] = await run('2026-11-02T03:00:00Z');
  assert.equal(outcome?.state, 'done');
  assert.deepEqual(
    heard.map((one) => one.url),
    ['/secret/start', '/secret'],
  );
  const notes = events.flatMap((event) => (event.type === 'note' ? [event] : []));
  assert.ok(notes.some(({ code, message }) => code === 'NOTICE_NOT_SENT' && !message.includes('secret')));
  writeFileSync(path.join(home, 'notify.json'), '{');
  assert.equal((await run('2026-11-03T03:00:00Z'))[0]?.state, 'done');
  const journal = readFileSync(path.join(home, 'runs.json'), 'utf8');
  assert.doesNotMatch(journal, /secret/);
});

test('where no run can be recorded, not even in memory, none is begun, which is told once; with room again it is made', async (t) => {
  const full = smallDisk(t, 'size=4m');
  if (full === null) return;
  const { look, heard, notes, places, makeRoom } = await fullHome(t, full);
  mkdirSync(path.dirname(passingHome(full)), { recursive: true });
  symlinkSync(path.join(full, 'nowhere', 'at', 'all'), passingHome(full));
  for (let times = 0; times < 2; times += 1)
    await assert.rejects(look, { kind: 'no-space', code: 'NO_RECORD' });
  assert.deepEqual(
    heard.map(({ body }) => JSON.parse(body).state),
    ['stuck'],
  );
  assert.match(notes.join(), /^Who was told cannot be kept in .* \(ENOSPC\), and may be told again\.$/);
  assert.deepEqual(readdirSync(places.usb), []);
  makeRoom();
  const [outcome] = await look();
  assert.equal(outcome?.state, 'done');
});

test('with a full home a night has its backup all the same, once, and nothing is removed until runs can be kept', async (t) => {
  const full = smallDisk(t, 'size=4m');
  if (full === null) return;
  const { look, backups, setClock, makeRoom } = await fullHome(t, full);
  setClock('2026-11-02T03:00:00Z');
  const [first] = await look();
  assert.deepEqual([first?.state, first?.result?.backup.complete], ['incomplete', true]);
  assert.match(first?.result?.problems[0]?.message ?? '', /in memory alone, and no old backup was removed/);
  assert.deepEqual(await look(), []);
  // The device starts anew: memory is empty.
  rmSync(passingHome(full), { recursive: true });
  assert.deepEqual(await look(), []);
  setClock('2026-11-03T03:00:00Z');
  assert.equal((await look()).length, 1);
  assert.equal((await backups()).length, 2, 'the rule would keep one');

  makeRoom();
  assert.deepEqual(await look(), [], 'it knows what was made meanwhile');
  setClock('2026-11-04T03:00:00Z');
  assert.equal((await look())[0]?.state, 'done');
  assert.deepEqual([readRecords(full).nightly?.before.length, isPassing(full)], [2, false]);
  assert.equal((await backups()).length, 1);
});

/** A scheduled demo whose home is on a full drive. */
async function fullHome(t: TestContext, home: string) {
  const demo = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  const { heard, url } = await listen(t);
  const notes: string[] = [];
  const run: Run = { report: (event) => event.type === 'note' && notes.push(event.message) };
  t.after(() => rmSync(passingHome(home), { recursive: true, force: true }));
  const { settings } = demo;
  // Without a key, which could not be kept.
  const plain = settings.get('locations').map((location) => ({ ...location, encrypt: false }));
  await settings.set('locations', plain);
  cpSync(demo.home, home, { recursive: true });
  setRecipient(home, 'webhook', { url: url('hook'), when: 'always' });
  fillUp(home);
  demo.setClock('2026-11-02T03:00:00Z');
  return {
    ...demo,
    heard,
    notes,
    look: () => wake({ ...demo.means, home }, 'due', run),
    makeRoom() {
      for (const name of readdirSync(home).filter((one) => one.startsWith('filler-')))
        rmSync(path.join(home, name));
    },
  };
}

test('a run whose process died each time is a failed one, and told, with what it means for the backups', async (t) => {
  const { means, home, setClock, world, settings, installation } = await scheduledDemo(t);
  const { heard, url } = await listen(t);
  setRecipient(home, 'webhook', { url: url('hook'), when: 'trouble' });
  setClock('2026-11-04T03:00:00Z');
  const due = '2026-11-04T02:00:00.000Z';
  const dead: RunRecord = {
    due,
    before: [],
    attempts: 3,
    started: '2026-11-04T02:30:00.000Z',
    ended: null,
    state: 'running',
    message: '',
    backup: null,
    owed: [],
    isOnlyOwing: false,
  };
  writeRecord(home, 'nightly', dead);
  const quiet = { report: () => undefined };
  const [outcome, ...others] = await wake(means, 'due', quiet);
  assert.deepEqual(
    [outcome?.due, outcome?.state, outcome?.error?.code, others],
    [due, 'failed', 'CUT_OFF', []],
  );
  assert.deepEqual(
    heard.map(({ body }) => JSON.parse(body).state),
    ['failed', 'overdue'],
  );
  assert.equal(readRecords(home).nightly?.state, 'failed');
  assert.deepEqual(await wake(means, 'due', quiet), []);
  assert.equal(heard.length, 2);
  const { warnings } = await readSchedule({ world, home, settings, installation });
  assert.match(warnings.join(), /The last run of nightly, .*, failed: It was cut off 3 times/);
});
