import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { planBackup } from '../../../core/backup/plan.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { jobFolder } from '../../../core/jobs/folder.ts';
import { openJobs } from '../../../core/jobs/jobs.ts';
import { notableJobs } from '../../../core/jobs/notable.ts';
import type { Job, JobResults, JobWork } from '../../../core/jobs/types.ts';
import { chooseLocations } from '../../../core/locations/choose.ts';
import { realWorld, type World } from '../../../core/world.ts';
import { secret, setUp } from '../../support/command.ts';
import { addLongFile, hasEnded, holdUp, isUnderWay, readJournal } from '../../support/journal.ts';
import { until } from '../../support/until.ts';

const program = [process.execPath, path.resolve('source/main.ts')] as const;
const mebibyte = 2 ** 20;

/** A home with an installation, and the work of backing it up. `long`: it takes until it is stopped, nearly. */
async function prepare(t: TestContext, { long = false, world: parts = {} as Partial<World> } = {}) {
  // Before the folder is removed: hooks run in the order in which they were made.
  let stop = async () => {};
  t.after(() => stop());
  const { home, config, place, folder } = setUp(t);
  if (long) addLongFile(config, 64 * 1024 * mebibyte);
  const world: World = { ...realWorld(), ...parts };
  const installation = await findInstallation(world, { config });
  const jobs = openJobs({ world, home, installation: config, program });
  const locations = chooseLocations({ world, home, named: [place], known: [], own: null });
  const request = { exclude: [], locations, verify: true, encryption: { version: 3 } } as const;
  const plan = await planBackup(world, installation, { ...request, exclude: [] });
  const work: JobWork = { kind: 'backup', plan };
  stop = async () => {
    for (const { record, state } of await jobs.list()) {
      if (state !== 'running') continue;
      await jobs.cancel(record.id);
      await jobs.follow(record.id, () => undefined);
    }
  };
  return { home, config, place, folder, world, jobs, work };
}

/** The process that holds the job, as the lock beside its journal tells. */
function processOf(home: string, id: string): number {
  return JSON.parse(readFileSync(path.join(home, 'jobs', id, 'lock.json'), 'utf8')).pid;
}

/** All files below a folder with their content; holes are left out. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'film.mkv')
    .map((entry) => path.join(entry.parentPath, entry.name));
}

test('a job runs to its end in a process of its own, and its journal tells what it brought', async (t) => {
  const { home, place, jobs, work } = await prepare(t);
  const started = await jobs.start(work, secret);
  assert.equal(started.record.id, '1');
  await jobs.follow('1', () => undefined);
  const job = await jobs.read('1');
  assert.equal(job.state, 'done', JSON.stringify(job.end));
  assert.ok(job.end);
  const { backup, verified, key } = job.end.result as JobResults['backup'];
  assert.deepEqual([verified, key], [true, { label: 'the given key', isNew: false }]);
  assert.deepEqual(
    backup.locations.map((copy) => path.dirname(copy.path)),
    [place],
  );
  await until('the process to clear up', 180, async () => !existsSync(path.join(home, 'jobs', '1', 'lock')));
  assert.deepEqual(readdirSync(path.join(home, 'jobs', '1')).sort(), ['events.jsonl', 'job.json']);
  assert.deepEqual(
    (await jobs.list()).map(({ record, state }) => [record.id, state]),
    [['1', 'done']],
  );
});

test('the key reaches the job, and stands in no argument, no environment and no file', async (t) => {
  const { folder, home, jobs, work } = await prepare(t, { long: true });
  await jobs.start(work, secret);
  await isUnderWay(home, '1');
  const pid = processOf(home, '1');
  assert.notEqual(pid, process.pid);
  for (const name of ['cmdline', 'environ'])
    assert.ok(!readFileSync(`/proc/${pid}/${name}`, 'latin1').includes(secret), name);
  // key.txt is the test's own.
  for (const file of filesBelow(folder).filter((name) => !name.endsWith('key.txt')))
    assert.ok(!readFileSync(file, 'latin1').includes(secret), file);
});

test('a job goes on when its starter is killed with all its group', async (t) => {
  const { home, jobs, work, config } = await prepare(t);
  const { letGo } = holdUp(t, config);
  const code = `
    import { openJobs } from ${JSON.stringify(path.resolve('core/jobs/jobs.ts'))};
    import { realWorld } from ${JSON.stringify(path.resolve('core/world.ts'))};
    const [home, program, work] = JSON.parse(process.argv[1]);
    const jobs = openJobs({ world: realWorld(), home, installation: null, program });
    await jobs.start(work, null);
    console.log('started');
    await new Promise((resolve) => setInterval(resolve, 1e9));`;
  const starter = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', code, JSON.stringify([home, program, work])],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  await once(starter.stdout, 'data');
  process.kill(-(starter.pid ?? 0), 'SIGKILL');
  await once(starter, 'exit');
  assert.equal((await jobs.read('1')).end, null, 'it was killed in the middle');
  letGo();
  assert.equal((await hasEnded(home, '1')).state, 'done');
});

test('everybody who follows sees the same, from wherever they began to look', async (t) => {
  const { home, jobs, work, config } = await prepare(t);
  const { letGo } = holdUp(t, config);
  await jobs.start(work, null);
  const seen: [Job[], Job[]] = [[], []];
  const other = openJobs({ world: realWorld(), home, installation: null, program });
  const see = (at: 0 | 1) => (job: Job) => {
    seen[at].push(job);
    // Not before both have seen some of it.
    if (seen.every((all) => all.some(({ progress }) => progress !== null))) letGo();
  };
  await Promise.all([jobs.follow('1', see(0)), isUnderWay(home, '1').then(() => other.follow('1', see(1)))]);
  const [first, second] = seen;
  assert.equal(first.at(-1)?.state, 'done');
  assert.deepEqual(second.at(-1), first.at(-1));
  assert.ok(first.length > 2, 'it was told on the way, too');
  assert.ok(first.some(({ state, progress }) => state === 'running' && progress !== null));
});

test('a second job on the same installation is refused, told which one is there, and leaves no trace', async (t) => {
  const { home, jobs, work } = await prepare(t, { long: true });
  await jobs.start(work, null);
  await assert.rejects(jobs.start(work, null), {
    kind: 'busy',
    message: /backup \(job 1\), process \d+ on .*, since 20/,
    remedies: [
      'Watch it: lifeboat jobs attach 1',
      'Wait until it is done, then try again.',
      'Or stop it: lifeboat jobs cancel 1',
    ],
  });
  assert.deepEqual(readdirSync(path.join(home, 'jobs')), ['1']);
  assert.equal((await jobs.read('1')).state, 'running');
});

test('a job that is cancelled ends as such and leaves nothing behind', async (t) => {
  const { home, place, config, jobs, work } = await prepare(t, { long: true });
  const before = filesBelow(config);
  await jobs.start(work, null);
  await isUnderWay(home, '1');
  await jobs.cancel('1');
  await jobs.follow('1', () => undefined);
  const { state, end } = await jobs.read('1');
  assert.deepEqual([state, end?.error?.code, end?.exitCode], ['cancelled', 'CANCELLED', 130]);
  assert.deepEqual(readdirSync(place), []);
  assert.deepEqual(filesBelow(config), before);
  await jobs.cancel('1');
  assert.equal((await jobs.read('1')).state, 'cancelled', 'once more does no harm');
});

test('a job whose process was killed is told as lost; the next one clears up and settles it', async (t) => {
  const { home, place, config, jobs, work, world } = await prepare(t, { long: true });
  await jobs.start(work, null);
  await isUnderWay(home, '1');
  const pid = processOf(home, '1');
  process.kill(pid, 'SIGKILL');
  const states: string[] = [];
  await jobs.follow('1', ({ state }) => states.push(state));
  assert.equal(states.at(-1), 'lost');
  assert.deepEqual(
    (await notableJobs(jobs)).lost.map(({ record }) => record.id),
    ['1'],
  );
  assert.ok(filesBelow(place).length > 0, 'it had written something');
  addLongFile(config, mebibyte);
  assert.ok(work.kind === 'backup');
  const plan = await planBackup(world, work.plan.installation, {
    exclude: [],
    locations: chooseLocations({ world, home, named: [place], known: [], own: null }),
    encryption: null,
    verify: true,
  });
  await jobs.start({ kind: 'backup', plan }, null);
  assert.equal((await hasEnded(home, '2')).state, 'done');
  assert.deepEqual(
    filesBelow(place).map((file) => path.extname(file)),
    ['.tar'],
  );
  assert.deepEqual((await notableJobs(jobs)).lost, []);
  assert.equal((await jobs.read('1')).state, 'lost');
});

test('a program that does not start says why, and leaves no job', async (t) => {
  const { home, world, work } = await prepare(t);
  const broken = path.join(path.dirname(home), 'broken.mjs');
  writeFileSync(broken, 'console.error("no such thing"); process.exit(1);');
  for (const [command, reason] of [
    [[process.execPath, broken], /no such thing/],
    [[path.join(home, 'nothing-here')], /could not be started/],
  ] as const) {
    const jobs = openJobs({ world, home, installation: null, program: command });
    await assert.rejects(jobs.start(work, null), { code: 'JOB_NOT_STARTED', message: reason });
    assert.deepEqual(await jobs.list(), []);
    assert.deepEqual(readdirSync(path.join(home, 'jobs')), []);
  }
});

test('a failure is told with its reason and its remedies, like the one of a command', async (t) => {
  const { place, jobs } = await prepare(t);
  const from = { name: '', path: path.join(place, 'gone.tar') };
  const { record } = await jobs.start({ kind: 'copy', id: 'x', from, to: place }, null);
  await jobs.follow(record.id, () => undefined);
  const { state, end } = await jobs.read(record.id);
  assert.deepEqual([state, end?.error?.kind, end?.exitCode, end?.result], ['failed', 'not-found', 10, null]);
});

test('the last twenty journals are kept, and those of running jobs and of a newer version always', async (t) => {
  const { home, jobs, work } = await prepare(t, { long: true });
  await jobs.start(work, null);
  for (let id = 2; id <= 40; id += 1) {
    const { folder, record } = jobFolder(home, String(id));
    mkdirSync(folder);
    const format = id === 2 ? 2 : 1;
    writeFileSync(record, JSON.stringify({ format, id: String(id), created: '', work: { kind: 'undo' } }));
  }
  const { record } = await jobs.start({ kind: 'verify', copies: [], database: false }, null);
  assert.equal(record.id, '41');
  const ids = (await jobs.list()).map((job) => Number(job.record.id));
  assert.deepEqual(ids, [...Array.from({ length: 20 }, (_, index) => 41 - index), 2, 1]);
  await assert.rejects(jobs.cancel('2'), { code: 'JOB_NEWER' });
  await assert.rejects(jobs.read('3'), { code: 'JOB_NOT_FOUND' });
  await assert.rejects(jobs.read('../1'), { code: 'JOB_NOT_FOUND' });
});

/** Of Home Assistant, which somebody has in the environment for a purge. */
const token = 'a-token-for-home-assistant';

/** A device that systemd runs, whose `systemd-run` is this script. */
function systemd(t: TestContext, script: string) {
  const { folder } = setUp(t);
  const bin = path.join(folder, 'bin');
  mkdirSync(path.join(folder, 'run/systemd/system'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'systemd-run'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    LIFEBOAT_HOME_ASSISTANT_TOKEN: token,
  };
  return { folder, world: { root: folder, env } };
}

const isRoot = process.getuid?.() === 0;

test('under systemd a job is a unit of its own, with the key on its standard input', {
  skip: !isRoot && 'a user’s manager ends with the session',
}, async (t) => {
  const { folder, world } = systemd(
    t,
    `echo "$@" > "$(dirname "$0")/words"; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`,
  );
  const { home, jobs, work } = await prepare(t, { world });
  await jobs.start(work, secret);
  assert.equal((await hasEnded(home, '1')).state, 'done');
  const words = readFileSync(path.join(folder, 'bin/words'), 'utf8');
  assert.match(words, /^--system --quiet --collect --pipe --unit=lifeboat-job-1-[0-9a-f]{8} /);
  assert.match(words, /--setenv=PATH=/);
  assert.ok(!words.includes(secret));
  assert.ok(!words.includes(token));
});

test('where no unit can be made, the job is a detached process all the same', {
  skip: !isRoot && 'a user’s manager ends with the session',
}, async (t) => {
  const { world } = systemd(t, 'echo "Failed to connect to bus" >&2; exit 1');
  const { home, jobs, work } = await prepare(t, { world });
  await jobs.start(work, secret);
  assert.equal((await hasEnded(home, '1')).state, 'done');
  assert.ok(readJournal(home, '1').length > 3);
});

test('a start that is under way is no lost job', async (t) => {
  const { home, world, work } = await prepare(t);
  const gate = path.join(path.dirname(home), 'gate');
  const slow = path.join(path.dirname(home), 'slow.mjs');
  writeFileSync(
    slow,
    `import { existsSync } from 'node:fs';
     while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 20));
     process.argv.splice(1, 1, ${JSON.stringify(program[1])});
     await import(${JSON.stringify(program[1])});`,
  );
  const jobs = openJobs({ world, home, installation: null, program: [process.execPath, slow] });
  const starting = jobs.start(work, null);
  const [job] = await until('the job to be listed', 180, async () => {
    const list = await jobs.list();
    return list.length > 0 && list;
  });
  assert.equal(job?.state, 'running');
  writeFileSync(gate, '');
  await starting;
  assert.equal((await hasEnded(home, '1')).state, 'done');
  assert.ok(!existsSync(path.join(home, 'jobs.lock')));
});
