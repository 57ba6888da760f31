import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LifeboatError } from '../../../core/errors.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { prepare, runLanes } from '../../../core/prepare/prepare.ts';
import { type Check, checkIds, type Probe } from '../../../core/prepare/types.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';

function fine(id: Check['id']): Check {
  return { id, state: 'ok', figure: 1, unit: null, message: 'Fine.', remedies: [], details: [] };
}

function probe(ids: Check['id'][], run: Probe['run'], seconds = 30): Probe {
  return { ids, seconds, run };
}

const never = () => new Promise<never>(() => {});

test('locations are asked once, and only where a check wants to know', async (t) => {
  const { subject, config } = await subjectOf(t, { 'a.txt': 'x' });
  const place = directoryLocation('usb', config);
  let asked = 0;
  const counted = {
    ...place,
    usage: () => {
      asked += 1;
      return place.usage();
    },
  };
  const there = { ...subject, locations: [counted] };
  await checksOf(there, 'database-entities', 'keep-days');
  assert.equal(asked, 0);
  await checksOf(there, 'locations', 'backup-estimate');
  assert.equal(asked, 1);
});

test('a check that fails or takes too long is unknown with the reason, and hides no other', async () => {
  const told: string[] = [];
  let isClosed = false;
  const lane = {
    probes: [
      probe(['logs'], never, 0.01),
      probe(['caches', 'rights'], async () => {
        throw new LifeboatError('failed', 'X', 'The moon is in the way.', { remedies: ['Wait.'] });
      }),
      probe(['apps'], async () => {
        throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      }),
      probe(['clock'], async () => [fine('clock')]),
    ],
    close: () => {
      isClosed = true;
    },
  };
  const checks = await runLanes([lane], { onCheck: ({ id }) => told.push(id) });
  const states = Object.fromEntries(checks.map(({ id, state, message }) => [id, [state, message]]));
  assert.deepEqual(states, {
    rights: ['unknown', 'The moon is in the way.'],
    logs: ['unknown', 'There was no answer within 0.01 s.'],
    caches: ['unknown', 'The moon is in the way.'],
    apps: ['unknown', 'It could not be found out: EACCES: permission denied.'],
    clock: ['ok', 'Fine.'],
  });
  assert.deepEqual(told, ['logs', 'caches', 'rights', 'apps', 'clock']);
  assert.deepEqual(checks.find(({ id }) => id === 'apps')?.remedies, ['Run it with sudo.']);
  assert.ok(isClosed);
});

test('one lane does not wait for another', async () => {
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  await runLanes(
    [
      { probes: [probe(['logs'], async () => slow.promise.then(() => [fine('logs')]))] },
      {
        probes: [
          probe(['clock'], async () => [fine('clock')]),
          probe(['apps'], async () => {
            slow.resolve();
            return [fine('apps')];
          }),
        ],
      },
    ],
    { onCheck: ({ id }) => order.push(id) },
  );
  assert.deepEqual(order.slice(0, 1), ['clock']);
  assert.deepEqual(order.toSorted(), ['apps', 'clock', 'logs']);
});

test('cancelled in the middle, it ends as cancelled and stops what is under way', async () => {
  const controller = new AbortController();
  let isStopped = false;
  const waiting = probe(['logs'], (signal) => {
    signal.addEventListener('abort', () => {
      isStopped = true;
    });
    return never();
  });
  const running = runLanes([{ probes: [waiting] }], { signal: controller.signal });
  await nextTurn();
  controller.abort();
  await assert.rejects(running, { code: 'CANCELLED' });
  assert.ok(isStopped);
});

test('every id is answered once, whatever the device', async (t) => {
  const { subject } = await subjectOf(t, { 'configuration.yaml': 'default_config:\n' });
  const checks = await prepare(subject);
  assert.deepEqual(
    checks.map(({ id }) => id),
    checkIds,
  );
  for (const { id, message } of checks) assert.match(message, /[.]$/, id);
});
