import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { splitExport } from '../../../core/locations/nfs.ts';
import type { NfsSettings } from '../../../core/locations/settings.ts';
import type { CommandResult, World } from '../../../core/world.ts';
import { freePort } from '../../support/free-port.ts';
import { stagesOf, states } from '../../support/stages.ts';
import { testWorld } from '../../support/world.ts';

/** Something that listens, so that the stages before the mount pass. */
async function listening(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function settingsAt(port: number): NfsSettings {
  return { name: 'server', kind: 'nfs', host: '127.0.0.1', port, export: '/export/ha', folder: '' };
}

/** What showmount and mount say. */
function worldThatSays(
  answers: Partial<Record<string, Partial<CommandResult>>>,
  seen: string[][] = [],
): World {
  return testWorld({
    run: async (file, words) => {
      seen.push([file, ...words]);
      return { exitCode: 0, stdout: '', stderr: '', ...answers[file] };
    },
  });
}

const isRoot = process.getuid?.() === 0;
const home = '/nonexistent';

test('a closed port ends the test of an NFS export', async () => {
  const stages = await stagesOf(settingsAt(await freePort()), { world: testWorld(), home });
  assert.deepEqual(states(stages), ['host passed', 'reach passed', 'port failed']);
  assert.match(stages.at(-1)?.error?.remedies[0] ?? '', /Switch NFS on there/);
});

test('the exports of a server are named, and what mount says is told in words', {
  skip: !isRoot && 'mounting takes root',
}, async (t) => {
  const said: [string, string, RegExp][] = [
    ['mount.nfs: access denied by server while mounting', 'LOGIN_REFUSED', /does not let this device mount/],
    [
      'mount.nfs: mounting failed, reason given by server: No such file or directory',
      'SHARE_UNKNOWN',
      /does not export/,
    ],
    ["mount: unknown filesystem type 'nfs'.", 'MOUNT_UNSUPPORTED', /kernel of this system cannot mount NFS/],
    [
      'mount: bad option; you might need a /sbin/mount.nfs helper program.',
      'PROGRAM_MISSING',
      /mount\.nfs is not installed/,
    ],
    ['mount.nfs: rpc.statd is not running but is required for remote locking.', 'MOUNT_FAILED', /only NFS 3/],
    ['mount.nfs: Connection timed out', 'HOST_UNREACHABLE', /does not answer/],
  ];
  for (const [stderr, code, words] of said) {
    const seen: string[][] = [];
    const world = worldThatSays(
      {
        showmount: { stdout: '/export/other *\n/export/third 10.0.0.0/8\n' },
        mount: { exitCode: 32, stderr },
      },
      seen,
    );
    const stages = await stagesOf(settingsAt(await listening(t)), { world, home });
    assert.deepEqual(states(stages).slice(3), ['share skipped', 'mount failed']);
    assert.match(stages[3]?.message ?? '', /lists other exports: \/export\/other, \/export\/third/);
    assert.equal(stages[4]?.error?.code, code, stderr);
    assert.match(stages[4]?.message ?? '', words);
    assert.ok(seen.some(([file, ...rest]) => file === 'mount' && rest.includes('127.0.0.1:/export/ha')));
  }
});

test('what lies below an export that the server lists is a folder in it', async () => {
  const showmount = { stdout: '/export 10.0.0.0/8\n/export/ha *\n/exports *\n/my disk   (everyone)\n' };
  const split = (directory: string, answer: Partial<CommandResult> = showmount) =>
    splitExport({ host: 'nas', export: directory }, worldThatSays({ showmount: answer }));
  assert.deepEqual(await split('/export'), { export: '/export', folder: '' });
  assert.deepEqual(await split('/export/pi/new'), { export: '/export', folder: 'pi/new' });
  assert.deepEqual(await split('/export/ha/pi'), { export: '/export/ha', folder: 'pi' });
  assert.deepEqual(await split('/my disk/pi'), { export: '/my disk', folder: 'pi' });
  assert.deepEqual(await split('/elsewhere'), { export: '/elsewhere', folder: '' });
  assert.deepEqual(await split('/export/pi', { exitCode: 1 }), { export: '/export/pi', folder: '' });
});
