/** Stops and starts Home Assistant, and waits until it is so. */
import { setTimeout as pause } from 'node:timers/promises';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import type { World } from '../world.ts';
import { isRunning, lockState } from './run-state.ts';
import { askSupervisor } from './supervisor.ts';
import type { Control, Installation } from './types.ts';

/** Milliseconds. A large recorder queue takes minutes to be written at the end; nobody shall cut that short. */
const commandTime = 330_000;
const stopTime = 120_000;
const startTime = 300_000;
const interval = 500;

/**
 * Does nothing where it does not run. The answer is whether it did, so that it can be left as it was found. Throws
 * LifeboatError `CANNOT_STOP` where there is no way or the way failed, `STILL_RUNNING` where it did not end in time.
 */
export async function stopHomeAssistant(
  world: World,
  installation: Installation,
  run: Run,
): Promise<boolean> {
  if (!(await isRunning(world, installation))) return false;
  run.report({ type: 'stage', stage: 'stopping' });
  await command(world, installation.control, 'stop');
  const isStopped = await waitUntil(
    world,
    run,
    stopTime,
    async () => !(await isRunning(world, installation)),
  );
  if (isStopped) return true;
  throw new LifeboatError('failed', 'STILL_RUNNING', 'Home Assistant was told to stop and still runs.', {
    safe: 'Nothing was changed.',
    remedies: ['Look into its log.', 'Stop it yourself, then try again.'],
  });
}

/**
 * Waits until it holds its configuration, which is before it answers. Does nothing where it runs. Throws LifeboatError
 * `CANNOT_START` where there is no way or the way failed, `NOT_STARTED` where it did not come up in time.
 */
export async function startHomeAssistant(world: World, installation: Installation, run: Run): Promise<void> {
  if (await isRunning(world, installation)) return;
  run.report({ type: 'stage', stage: 'starting' });
  const hasLock = (await lockState(world, installation.config)) === 'free';
  await command(world, installation.control, 'start');
  const isUp = await waitUntil(world, run, startTime, async () =>
    hasLock ? (await lockState(world, installation.config)) === 'held' : isRunning(world, installation),
  );
  if (isUp) return;
  throw new LifeboatError('failed', 'NOT_STARTED', 'Home Assistant was told to start and did not come up.', {
    safe: 'The files are as this job left them.',
    remedies: ['Look into its log.', 'Start it yourself.'],
  });
}

async function command(world: World, control: Control, verb: 'stop' | 'start'): Promise<void> {
  const failed = await carryOut(world, control, verb);
  if (failed === null) return;
  const code = verb === 'stop' ? 'CANNOT_STOP' : 'CANNOT_START';
  throw new LifeboatError(
    'failed',
    code,
    `Home Assistant could not be ${verb === 'stop' ? 'stopped' : 'started'}. ${failed}`,
    {
      safe: verb === 'stop' ? 'Nothing was changed.' : 'The files are as this job left them.',
      remedies: [`${verb === 'stop' ? 'Stop' : 'Start'} it yourself.`, 'Run it with sudo.'],
    },
  );
}

/** Null when done, else a sentence. */
async function carryOut(world: World, control: Control, verb: 'stop' | 'start'): Promise<string | null> {
  if (control.how === 'none') return control.reason;
  if (control.how === 'supervisor' && world.env.SUPERVISOR_TOKEN) return orderSupervisor(world, verb);
  const [program, ...words] = commandOf(control, verb);
  const result = await world.run(program, words, { timeout: commandTime });
  if (result.exitCode === 0) return null;
  const [line = ''] = result.stderr.trim().split('\n');
  return `${program} ${words.join(' ')} failed${line === '' ? '' : `: ${line}`}.`;
}

function commandOf(
  control: Exclude<Control, { how: 'none' }>,
  verb: 'stop' | 'start',
): [string, ...string[]] {
  if (control.how === 'systemd') return ['systemctl', verb, control.unit];
  if (control.how === 'supervisor') return ['ha', 'core', verb];
  if (verb === 'start') return ['docker', 'start', control.container];
  // Without it docker kills after 10 seconds, in the middle of the recorder's last commit.
  return ['docker', 'stop', '-t', '300', control.container];
}

/** Comes back when it is done. */
async function orderSupervisor(world: World, verb: 'stop' | 'start'): Promise<string | null> {
  try {
    const answer = await askSupervisor(world, `/core/${verb}`, commandTime, 'POST');
    if (answer.ok) return null;
    return `The Supervisor answered with ${answer.status}.`;
  } catch {
    return 'The Supervisor did not answer.';
  }
}

async function waitUntil(
  world: World,
  { signal }: Run,
  time: number,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const end = world.monotonic() + time;
  while (!(await isSo())) {
    throwIfCancelled(signal, 'Home Assistant may be down or on its way. No file was changed by that.');
    if (world.monotonic() > end) return false;
    await pause(interval);
  }
  return true;
}
