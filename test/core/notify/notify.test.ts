import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Notice, send, sendNotices } from '../../../core/notify/send.ts';
import { readRecipients, setRecipient, shownAddress } from '../../../core/notify/settings.ts';
import { testFolder } from '../../support/folder.ts';
import { scheduledDemo } from '../../support/schedule.ts';

interface Heard {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server that hears everything; `answer` is its status, null: it never answers. */
async function listen(t: TestContext, answer: number | null = 200) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    heard.push({ url: request.url ?? '', headers: request.headers, body });
    if (answer !== null) response.writeHead(answer).end();
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
  ]);
  const hook = heard.find((one) => one.url === '/hook');
  const { state, plan, message, at } = JSON.parse(hook?.body ?? '');
  assert.deepEqual(
    [state, plan, message, at],
    ['failed', 'nightly', 'The drive is gone.', '2026-11-20T03:00:00.000Z'],
  );
  const topic = heard.find((one) => one.url === '/topic');
  assert.equal(topic?.body, 'The drive is gone.');
  assert.match(String(topic?.headers.title), /^Backup FAILED: nightly on /);
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
  const late = await send(to(silent.url('secret')), notice, 50);
  assert.match(
    late ?? '',
    /^webhook at http:\/\/127.0.0.1:\d+\/... was not told: it did not answer in time.$/,
  );
  assert.match((await send(to(refusing.url('secret')), notice)) ?? '', /it answered 403/);
  const nobody = await send(to('http://127.0.0.1:1/secret'), notice);
  assert.match(nobody ?? '', /was not told/);
  for (const sentence of [late, nobody]) assert.doesNotMatch(sentence ?? '', /secret/);
});

test('a notice that fails, and addresses that cannot be read, fail no run', async (t) => {
  const { run, home, events } = await scheduledDemo(t);
  const { heard, url } = await listen(t, 500);
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
