import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startHomeAssistant, stopHomeAssistant } from '../../../core/device/control.ts';
import { isRunning, lockState } from '../../../core/device/run-state.ts';
import type { Control, Installation } from '../../../core/device/types.ts';
import { LifeboatError } from '../../../core/errors.ts';
import type { JobEvent } from '../../../core/events.ts';
import { testDevice } from '../../support/device-root.ts';
import { testInstallation } from '../../support/installation.ts';
import { testWorld } from '../../support/world.ts';

/** A process that holds the lock as Home Assistant does. */
async function holdLock(t: TestContext, config: string): Promise<ChildProcess> {
  const file = path.join(config, '.ha_run.lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, version: 1, ha_version: '2026.11.0' }));
  const holder = spawn('flock', ['-x', file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => holder.stdin.end());
  await once(holder.stdout, 'data');
  return holder;
}

async function letGo(holder: ChildProcess): Promise<void> {
  holder.stdin?.end();
  await once(holder, 'exit');
}

function withControl(installation: Installation, control: Control): Installation {
  return { ...installation, control };
}

function isCode(code: string) {
  return (error: unknown) => error instanceof LifeboatError && error.code === code && error.kind === 'failed';
}

function recorded() {
  const events: JobEvent[] = [];
  return { events, run: { report: (event: JobEvent) => void events.push(event) } };
}

test('Home Assistant runs as long as its lock is held, whatever the pid in the file', async (t) => {
  const { installation, config } = testInstallation(t, { a: '' }, {});
  const world = testWorld();
  assert.equal(await lockState(world, config), 'absent');
  assert.equal(await isRunning(world, installation), false);
  const holder = await holdLock(t, config);
  assert.equal(await lockState(world, config), 'held');
  assert.equal(await isRunning(world, installation), true);
  await letGo(holder);
  assert.equal(await lockState(world, config), 'free');
  assert.equal(await isRunning(world, installation), false);
});

test('a lock that the list of the system does not show is found by trying it', async (t) => {
  const { config } = testInstallation(t, { a: '' }, {});
  const holder = await holdLock(t, config);
  const world = testWorld({ root: path.join(config, 'no-proc-here') });
  assert.equal(await lockState(world, config), 'held');
  await letGo(holder);
});

test('where no lock can be tried, the process of the pid must look like Home Assistant', async (t) => {
  const device = testDevice(t);
  const { installation, config } = testInstallation(t, { '.ha_run.lock': '{"pid": 4711}' }, {});
  assert.equal(await lockState(device.world, config), 'unknown');
  assert.equal(await isRunning(device.world, installation), false);
  device.file('/proc/4711/cmdline', '/usr/bin/vi\0notes');
  assert.equal(await isRunning(device.world, installation), false);
  device.file('/proc/4711/cmdline', 'python3\0-m\0homeassistant\0--config\0/config');
  assert.equal(await isRunning(device.world, installation), true);
});

test('a container is stopped with time for its last commit, and started again', async (t) => {
  const device = testDevice(t);
  const installation = withControl(testInstallation(t, {}, {}).installation, {
    how: 'docker',
    container: 'home',
  });
  const { run, events } = recorded();
  device.answers['docker inspect'] = 'true\n';
  device.answers['docker stop'] = '';
  const { world } = device;
  // It is down after two more looks.
  let looks = 0;
  const going = {
    ...world,
    run: async (...command: Parameters<typeof world.run>) => {
      const result = await world.run(...command);
      if (command[1][0] === 'inspect' && device.commands.some((line) => line.startsWith('docker stop'))) {
        looks += 1;
        if (looks === 2) device.answers['docker inspect'] = 'false\n';
      }
      return result;
    },
  };
  assert.equal(await stopHomeAssistant(going, installation, run), true);
  assert.ok(device.commands.includes('docker stop -t 300 home'));
  assert.equal(await stopHomeAssistant(world, installation, run), false, 'it does not run any more');
  device.answers['docker start'] = '';
  const starting = {
    ...world,
    run: async (...command: Parameters<typeof world.run>) => {
      if (command[1][0] === 'start') device.answers['docker inspect'] = 'true\n';
      return world.run(...command);
    },
  };
  await startHomeAssistant(starting, installation, run);
  assert.deepEqual(
    events.map((event) => event.type === 'stage' && event.stage),
    ['stopping', 'starting'],
  );
});

test('a service that this user may not stop, and an installation that nothing controls, end with what to do', async (t) => {
  const device = testDevice(t);
  const { installation, config } = testInstallation(t, {}, {});
  const { run } = recorded();
  device.answers['systemctl is-active'] = 'active\n';
  device.answers['systemctl stop'] = 1;
  const service = withControl(installation, { how: 'systemd', unit: 'ha.service' });
  await assert.rejects(stopHomeAssistant(device.world, service, run), (error: LifeboatError) => {
    assert.ok(isCode('CANNOT_STOP')(error));
    assert.match(error.message, /systemctl stop ha\.service failed: It said no\./);
    return error.remedies.length > 0 && error.safe !== '';
  });
  const holder = await holdLock(t, config);
  await assert.rejects(stopHomeAssistant(testWorld(), installation, run), isCode('CANNOT_STOP'));
  await letGo(holder);
  assert.equal(
    await stopHomeAssistant(testWorld(), installation, run),
    false,
    'nothing runs: nothing to stop',
  );
  await assert.rejects(startHomeAssistant(testWorld(), installation, run), isCode('CANNOT_START'));
});

test('a Home Assistant that does not end in time is told, and so is one that does not come up', async (t) => {
  const device = testDevice(t);
  const { installation } = testInstallation(t, {}, {});
  const { run } = recorded();
  let time = 0;
  const world = {
    ...device.world,
    monotonic: () => {
      time += 200_000;
      return time;
    },
  };
  const service = withControl(installation, { how: 'systemd', unit: 'ha.service' });
  device.answers.systemctl = '';
  device.answers['systemctl is-active'] = 'active\n';
  await assert.rejects(stopHomeAssistant(world, service, run), isCode('STILL_RUNNING'));
  device.answers['systemctl is-active'] = 'failed\n';
  await assert.rejects(startHomeAssistant(world, service, run), isCode('NOT_STARTED'));
});

test('the Supervisor is asked with its token, which does not show when it refuses', async (t) => {
  const asked: string[] = [];
  const { installation, config } = testInstallation(t, {}, {});
  const holder = await holdLock(t, config);
  let status = 403;
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (status === 200) await letGo(holder);
    response.writeHead(status).end('{"result": "ok", "data": {}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = testWorld({ env: { SUPERVISOR_TOKEN: 'hunter2', SUPERVISOR_ENDPOINT: endpoint } });
  const supervised = withControl(installation, { how: 'supervisor' });
  const { run } = recorded();
  await assert.rejects(stopHomeAssistant(world, supervised, run), (error: LifeboatError) => {
    assert.match(error.message, /403/);
    return isCode('CANNOT_STOP')(error) && !error.message.includes('hunter2');
  });
  status = 200;
  assert.equal(await stopHomeAssistant(world, supervised, run), true);
  assert.deepEqual(asked, Array(2).fill('POST /core/stop Bearer hunter2'));
  server.close();
});
