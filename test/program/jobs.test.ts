import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { assertFailure, type ErrorDocument, locked, plain, setUp } from '../support/command.ts';
import { addLongFile, endOfJournal, hasEnded, holdUp, isUnderWay } from '../support/journal.ts';
import { ended, program, startProgram } from '../support/program.ts';
import { startTerminal } from '../support/terminal.ts';

const mebibyte = 2 ** 20;
const forLong = 64 * 1024 * mebibyte;

interface JobsDocument {
  jobs: { id: string; kind: string; state: string; exitCode: number | null; stage: string | null }[];
}

/** A home and an installation whose backup takes as long as this many bytes do; null: until it is let go. */
function prepare(t: TestContext, size: number | null = null) {
  const children: ChildProcess[] = [];
  t.after(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const set = setUp(t);
  const held = size === null ? holdUp(t, set.config) : null;
  if (size !== null) addLongFile(set.config, size);
  const words = ['backup', '--installation', set.config, '--location', set.place];
  const start = (...more: string[]) => {
    const child = startProgram([...words, ...more], { home: set.home });
    children.push(child);
    return child;
  };
  return { ...set, words, start, letGo: () => held?.letGo() };
}

/** Everything that the place and the configuration hold, but for the long file. */
function left({ place, config }: { place: string; config: string }): string[] {
  return [place, config].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
}

test('a backup whose window is closed in the middle is finished, verified, and told by the next start', async (t) => {
  const { home, place, words, lifeboat, letGo } = prepare(t);
  const terminal = await startTerminal({
    command: [process.execPath, program, ...words, '--home', home],
  });
  t.after(() => terminal.close());
  await isUnderWay(home);
  await terminal.shows('%');
  assert.equal(endOfJournal(home), null, 'it is in the middle');
  await terminal.closeWindow();
  letGo();
  const end = await hasEnded(home);
  assert.deepEqual([end.state, end.exitCode], ['done', 0]);
  const [archive, ...others] = readdirSync(place);
  assert.deepEqual(others, []);
  assert.equal((await lifeboat(['verify', path.join(place, archive ?? '')])).exitCode, 0);
  const { jobs } = (await lifeboat(['jobs', '--json'])).json<JobsDocument>();
  assert.deepEqual(
    jobs.map(({ id, kind, state }) => [id, kind, state]),
    [
      ['2', 'verify', 'done'],
      ['1', 'backup', 'done'],
    ],
  );
});

test('Ctrl+C in a terminal cancels the backup: 130, its journal says so, and nothing is left', async (t) => {
  const set = prepare(t, forLong);
  const before = left(set);
  const terminal = await startTerminal({
    command: [process.execPath, program, ...set.words, '--home', set.home],
  });
  t.after(() => terminal.close());
  await isUnderWay(set.home);
  terminal.type('\u0003');
  assert.equal(await terminal.ends(), 130);
  assert.equal(endOfJournal(set.home)?.state, 'cancelled');
  assert.deepEqual(left(set), before);
});

test('a second Ctrl+C ends it at once; the job is lost then', async (t) => {
  const { folder, home, words, lifeboat } = prepare(t, forLong);
  const note = path.join(folder, 'pid');
  // What makes the terminal (`script`) stops for ever together with the program that it started: that is a shell here.
  const inner = 'echo $$ > "$0"; exec "$@"';
  const command = ['sh', '-c', 'sh -c "$@"; exit $?', 'sh', inner, note];
  const terminal = await startTerminal({
    command: [...command, process.execPath, program, ...words, '--home', home],
  });
  t.after(() => terminal.close());
  await isUnderWay(home);
  const pid = Number(readFileSync(note, 'utf8'));
  t.after(() => spawnSync('kill', ['-KILL', String(pid)], { stdio: 'ignore' }));
  // Both at once, so that the first one is not done with yet.
  for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) process.kill(pid, signal);
  assert.equal(await terminal.ends(), 130);
  assert.match((await lifeboat(['jobs'])).stdout, /^1 .* backup +LOST/m);
});

test('a job that runs is seen by status and jobs, refuses a second one, and can be cancelled from elsewhere', async (t) => {
  const set = prepare(t, forLong);
  const { home, words, lifeboat, config } = set;
  const before = left(set);
  const end = ended(set.start('--json'));
  await isUnderWay(home);

  const listed = (await lifeboat(['jobs', '--json'])).json<JobsDocument>().jobs;
  assert.deepEqual(
    listed.map(({ id, kind, state, exitCode, stage }) => [id, kind, state, exitCode, stage]),
    [['1', 'backup', 'running', null, 'writing']],
  );
  const status = await lifeboat(['status', '--json', '--installation', config]);
  assert.equal(status.json<{ job: { id: string } }>().job.id, '1');
  assert.match(
    (await lifeboat(['status', '--installation', config])).stdout,
    /^Backing up, \d+ %.*attach 1$/m,
  );

  const refusal = assertFailure(await lifeboat([...words, '--json']), 11, 'BUSY');
  assert.match(refusal.message, /backup \(job 1\), process \d+ on .*, since 20/);
  assert.deepEqual(refusal.remedies.slice(0, 1), ['Watch it: lifeboat jobs attach 1']);
  const elsewhere = path.join(set.folder, 'another home');
  const foreign = assertFailure(await lifeboat([...words, '--json'], { home: elsewhere }), 11, 'BUSY');
  assert.ok(foreign.remedies[0]?.endsWith(`jobs attach 1 --home ${home}`), 'only its own home knows the job');
  assert.equal((await lifeboat(['verify', plain])).exitCode, 0, 'a check is harmless beside it');

  const cancelled = await lifeboat(['jobs', 'cancel', 'latest', '--json']);
  assert.equal(cancelled.exitCode, 0, cancelled.stderr);
  assert.equal(cancelled.json<{ job: { state: string } }>().job.state, 'cancelled');
  const { exitCode, events } = await end;
  assert.equal(exitCode, 130);
  assert.equal(events<{ error?: { code: string } }>().at(-1)?.error?.code, 'CANCELLED');
  assert.deepEqual(left(set), before);
  assertFailure(await lifeboat(['jobs', 'cancel', '1', '--json']), 10, 'JOB_ENDED');
});

test('whoever attaches hears the job to its end, and leaves with its exit code', async (t) => {
  const { home, start, letGo } = prepare(t);
  const end = ended(start('--json'));
  await isUnderWay(home);
  const watchers = ['1', 'latest'].map((id) => startProgram(['jobs', 'attach', id, '--json'], { home }));
  const ends = watchers.map(ended);
  await Promise.all(watchers.map(({ stdout }) => once(stdout as Readable, 'data')));
  letGo();
  const own = await end;
  type Event = { type: string; stage?: string };
  const result = own.events<Event>().at(-1);
  assert.equal(result?.type, 'result');
  for (const watcher of await Promise.all(ends)) {
    assert.equal(watcher.exitCode, 0, watcher.stderr);
    assert.deepEqual(watcher.events<Event>().at(-1), result);
    const stages = ({ events }: typeof own) =>
      events<Event>().flatMap(({ type, stage }) => (type === 'stage' ? [stage] : []));
    assert.deepEqual(stages(watcher), stages(own));
  }
});

test('Ctrl+C on a watched job ends the watching and not the job', async (t) => {
  const { home, start } = prepare(t, forLong);
  start();
  await isUnderWay(home);
  const terminal = await startTerminal({
    command: [process.execPath, program, 'jobs', 'attach', '1', '--home', home],
  });
  t.after(() => terminal.close());
  await terminal.shows('%');
  terminal.type('\u0003');
  assert.equal(await terminal.ends(), 130);
  assert.match(terminal.output(), /to stop the job: lifeboat jobs cancel 1/);
  assert.equal(endOfJournal(home), null);
});

test('a job that was killed is told as lost with what is left; the next backup clears it away', async (t) => {
  const { home, place, config, start, words, lifeboat } = prepare(t, forLong);
  const child = start();
  const end = ended(child);
  await isUnderWay(home);
  child.kill('SIGKILL');
  await end;
  const jobs = await lifeboat(['jobs']);
  assert.match(jobs.stdout, /^1 .* backup +LOST: its process died$/m);
  assert.match(jobs.stderr, /ended without a word.*the next backup clears it away/);
  const status = await lifeboat(['status', '--installation', config, '--json']);
  const { reasons } = status.json<{ reasons: string[] }>();
  assert.ok(reasons.some((reason) => reason.includes('(job 1)') && reason.includes('jobs forget 1')));
  const attached = await lifeboat(['jobs', 'attach', '1', '--json']);
  assert.equal(attached.exitCode, 1);
  assert.equal(attached.events<ErrorDocument>().at(-1)?.error.code, 'JOB_LOST');

  addLongFile(config, mebibyte);
  assert.equal((await lifeboat(words)).exitCode, 0);
  assert.deepEqual(
    readdirSync(place).map((name) => path.extname(name)),
    ['.tar'],
  );
  const after = await lifeboat(['status', '--installation', config, '--json']);
  assert.doesNotMatch(after.stdout, /without a word/);
  assert.equal((await lifeboat(['jobs', 'forget', '1'])).exitCode, 0);
  assertFailure(await lifeboat(['jobs', 'attach', '1', '--json']), 10, 'JOB_NOT_FOUND');
});

test('a job that failed or found something is attached to as if its command ran: the same words, the same exit code', async (t) => {
  const { lifeboat, folder } = setUp(t);
  const wrong = await lifeboat(['verify', locked, '--json']);
  assert.equal(wrong.exitCode, 12);
  const again = await lifeboat(['jobs', 'attach', '1', '--json']);
  assert.equal(again.exitCode, 12);
  assert.deepEqual(again.json(), wrong.json());
  const nowhere = path.join(folder, 'gone', 'away');
  const failed = await lifeboat(['copy', plain, '--to', nowhere, '--json']);
  const told = assertFailure(
    await lifeboat(['jobs', 'attach', 'latest', '--json']),
    failed.exitCode ?? 0,
    'LOCATION_UNREACHABLE',
  );
  assert.deepEqual(failed.events<{ error?: object }>().at(-1)?.error, told);
});

test('where no journal can be kept the work is done all the same', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const home = path.join(folder, 'key.txt', 'no folder');
  const verified = await lifeboat(['verify', plain, '--home', home, '--json']);
  assert.equal(verified.exitCode, 0, verified.stderr);
  assert.match(verified.stderr, /No journal is kept/);
});

test('a key that was given stands in no file and no argument of the job', async (t) => {
  const set = prepare(t, forLong);
  const { home, keyFile, start } = set;
  const key = readFileSync(keyFile, 'utf8').trim();
  const child = start('--key-file', keyFile);
  await isUnderWay(home);
  for (const name of ['cmdline', 'environ'])
    assert.ok(!readFileSync(`/proc/${child.pid}/${name}`, 'latin1').includes(key), name);
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    assert.ok(!readFileSync(file, 'latin1').includes(key), file);
  }
});
