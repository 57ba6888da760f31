/** A real cron that starts a real run, with tables of its own: nothing of this machine's is read or written. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setUp } from '../support/command.ts';
import { skipUnless } from '../support/needs.ts';
import { program } from '../support/program.ts';
import { until } from '../support/until.ts';

const isRoot = process.getuid?.() === 0;
const canHide =
  isRoot && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/run']).status === 0;
const skip = canHide
  ? skipUnless(existsSync('/usr/sbin/cron'), 'cron is not installed')
  : 'this machine does not let us mount';

/** In namespaces of its own: cron ends with the first process, and with it all that it started. */
const script = `
for folder in /etc/cron.d /var/spool/cron /run; do mount -t tmpfs none $folder; done
mkdir -p /var/spool/cron/crontabs
# cron reads again what has another second for its time than when it read it first.
touch -d 2020-01-01 /etc/cron.d /var/spool/cron/crontabs
/usr/sbin/cron -f &
until grep -qsx cron /proc/[0-9]*/comm; do sleep 0.1; done
"$@" schedule install || exit 1
cp /etc/cron.d/lifeboat "$TABLE"
wait
`;

test('cron runs what the schedule has it run', { skip }, async (t) => {
  const { home, config, folder, lifeboat } = setUp(t);
  // The minute after the next, so that cron has read its table by then; on a slow machine, one of those behind it.
  const times = [75, 135, 195].map((seconds) =>
    new Date(Date.now() + seconds * 1000).toISOString().slice(11, 16),
  );
  writeFileSync(
    path.join(config, '.storage/core.config'),
    JSON.stringify({ version: 1, minor_version: 1, key: 'core.config', data: { time_zone: 'UTC' } }),
  );
  const added = await lifeboat(['schedule', 'add', '--at', times.join(), '--installation', config, '--json']);
  assert.equal(added.exitCode, 0, added.stderr);
  const table = path.join(folder, 'table');
  const words = [process.execPath, program, '--home', home, '--installation', config];
  const cron = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...words],
    { env: { ...process.env, TZ: 'UTC', TABLE: table }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  t.after(() => cron.kill('SIGKILL'));
  let said = '';
  for (const stream of [cron.stdout, cron.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const runs = path.join(home, 'runs.json');
  const record = await until('the run of cron', 300, async () => {
    assert.equal(cron.exitCode, null, `It ended: ${said}`);
    if (!existsSync(runs)) return null;
    const { plans } = JSON.parse(readFileSync(runs, 'utf8'));
    return plans.nightly?.state === 'running' ? null : plans.nightly;
  });
  assert.equal(record.state, 'done', record.message);
  assert.ok(times.includes(record.due.slice(11, 16)), record.due);
  const minutes = times.map((time) => Number(time.slice(3))).sort((a, b) => a - b);
  assert.match(readFileSync(table, 'utf8'), new RegExp(`^${minutes} \\* \\* \\* \\* root `, 'm'));
  const { backups } = (await lifeboat(['list', '--installation', config, '--json'])).json<{
    backups: { id: string }[];
  }>();
  assert.ok(backups.some(({ id }) => id === record.backup));
});
