import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { clockTrouble } from '../../../core/schedule/clock.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

const now = '2026-11-20T15:05:00Z';

interface Device {
  now?: string;
  /** Seconds since it started. */
  uptime: number;
  hasClock: boolean;
  /** What `timedatectl` says; null: it is not installed. */
  synchronized: 'yes' | 'no' | null;
}

/** Why its clock is not believed; null: it is. */
function trouble(t: TestContext, device: Device, known: { what: string; at: Date }[] = []) {
  const root = testFolder(t);
  for (const folder of ['proc', device.hasClock ? 'sys/class/rtc/rtc0' : 'sys'])
    mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'proc/uptime'), `${device.uptime}.17 9.00\n`);
  const world = testWorld({
    root,
    now: () => new Date(device.now ?? now),
    run: async () => ({
      exitCode: device.synchronized === null ? 127 : 0,
      stdout: `${device.synchronized}\n`,
      stderr: '',
    }),
  });
  return clockTrouble(world, known);
}

const pi = { uptime: 600, hasClock: false, synchronized: 'no' } as const;

test('a device without a clock of its own waits for the time server after its start', async (t) => {
  assert.match((await trouble(t, pi)) ?? '', /just started, and no time server/);
  assert.equal(await trouble(t, { ...pi, synchronized: 'yes' }), null);
});

test('it does not wait for ever, nor where nobody can tell, nor where the clock runs on without power', async (t) => {
  assert.equal(await trouble(t, { ...pi, uptime: 3601 }), null);
  assert.equal(await trouble(t, { ...pi, synchronized: null }), null);
  assert.equal(await trouble(t, { ...pi, hasClock: true }), null);
});

test('a clock before this program, or before what is known to have happened, is not set', async (t) => {
  assert.match((await trouble(t, { ...pi, uptime: 9999, now: '1970-01-01T00:00:09Z' })) ?? '', /is not set/);
  const backup = { what: 'the backup a1', at: new Date('2026-11-21T03:00:00Z') };
  assert.match((await trouble(t, { ...pi, uptime: 9999 }, [backup])) ?? '', /but the backup a1 is of/);
  assert.equal(await trouble(t, { ...pi, synchronized: 'yes' }, [backup]), null, 'a time server is believed');
  const minutes = { ...backup, at: new Date('2026-11-20T15:12:00Z') };
  assert.equal(await trouble(t, { ...pi, uptime: 9999 }, [minutes]), null, 'clocks are put back a little');
});
