/** A real machine: a Debian with systemd in QEMU, made by `scripts/machine/setup.sh`. It is emulated: all takes long. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { testFolder } from './folder.ts';
import { freePort } from './free-port.ts';

/** What a command on the machine said, both outputs together, and how it left. */
export interface Answer {
  exitCode: number;
  output: string;
}

export interface Machine {
  /** Runs lines of bash as root. */
  run(lines: string): Promise<Answer>;
  /** Asks again and again, at most so many seconds, until the lines leave with 0. */
  until(what: string, seconds: number, lines: string): Promise<string>;
  /** Makes a drive; `make` formats the file. */
  makeDrive(name: string, megabytes: number, make: [string, ...string[]]): void;
  /** Plugs it into a port of the machine: `1`, `2`, .. */
  plug(name: string, port: string): Promise<void>;
  pull(name: string): Promise<void>;
  /** The power goes, and comes back at this time: ISO, UTC. */
  cutPower(until: string): Promise<void>;
}

const minutes = 60_000;

/** `folder`: where `setup.sh` made it. Nothing of what happens on its disk stays. */
export async function startMachine(t: TestContext, folder: string, clock: string): Promise<Machine> {
  const own = testFolder(t);
  const inOwn = (name: string) => path.join(own, name);
  for (const name of ['program', 'node']) mkdirSync(inOwn(name));
  copyFileSync('dist/lifeboat.js', inOwn('program/lifeboat.js'));
  copyFileSync(process.execPath, inOwn('node/node'));
  copyFileSync(path.join(folder, 'key'), inOwn('key'));
  execFileSync('chmod', ['600', inOwn('key')]);
  const port = await freePort();
  const share = (tag: string) => [
    '-virtfs',
    `local,path=${inOwn(tag)},mount_tag=${tag},security_model=none,readonly=on`,
  ];
  const words = [
    // Without KVM, which many a test machine only seems to have.
    ...['-accel', 'tcg,thread=multi', '-cpu', 'Nehalem', '-smp', '2', '-m', '1024', '-M', 'q35'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-serial', `file:${inOwn('console')}`],
    ...['-kernel', path.join(folder, 'vmlinuz'), '-initrd', path.join(folder, 'initrd.img')],
    ...['-append', 'root=/dev/vda rw console=ttyS0 loglevel=4 mitigations=off'],
    ...['-drive', `file=${path.join(folder, 'disk.img')},if=virtio,format=raw,snapshot=on`],
    ...['-netdev', `user,id=wire,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=wire', '-device', 'virtio-rng-pci'],
    ...['-device', 'qemu-xhci,id=usb', '-rtc', `base=${clock}`],
    ...['-qmp', `unix:${inOwn('qmp')},server=on,wait=off`],
    ...share('program'),
    ...share('node'),
  ];
  const qemu = spawn('qemu-system-x86_64', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  t.after(() => stop(qemu));
  const ssh = [
    ...['-i', inOwn('key'), '-p', String(port), '-o', 'BatchMode=yes', '-o', 'LogLevel=QUIET'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'ConnectTimeout=60'],
    'root@127.0.0.1',
  ];

  async function run(lines: string): Promise<Answer> {
    const child = spawn('ssh', [...ssh, 'exec 2>&1; bash -s'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const timer = setTimeout(() => child.kill(), 10 * minutes);
    child.stdin.end(lines);
    child.stdout.setEncoding('utf8');
    let output = '';
    child.stdout.on('data', (text: string) => {
      output += text;
    });
    const [exitCode] = await once(child, 'close');
    clearTimeout(timer);
    return { exitCode: exitCode ?? -1, output };
  }

  async function until(what: string, seconds: number, lines: string): Promise<string> {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const { exitCode, output } = await run(lines);
      if (exitCode === 0) return output;
      if (qemu.exitCode !== null) throw new Error(`the machine has stopped; it said:\n${tail()}`);
      if (performance.now() > end)
        throw new Error(`waited ${seconds} s in vain: ${what}\n${output}\n${tail()}`);
      await pause(1000);
    }
  }
  const tail = () => readFileSync(inOwn('console'), 'utf8').slice(-2000);
  const up = () => until('the machine starts', 480, 'test -e /opt/program/lifeboat.js');
  await up();
  const monitor = await openMonitor(inOwn('qmp'));
  t.after(() => monitor.close());
  return {
    run,
    until,
    makeDrive(name, megabytes, [program, ...args]) {
      const file = inOwn(`${name}.img`);
      writeFileSync(file, '');
      truncateSync(file, megabytes * 2 ** 20);
      execFileSync(program, [...args, file], { stdio: 'ignore' });
    },
    async plug(name, port) {
      const file = { driver: 'file', filename: inOwn(`${name}.img`) };
      await monitor.ask('blockdev-add', { driver: 'raw', 'node-name': name, file });
      await monitor.ask('device_add', { driver: 'usb-storage', id: name, drive: name, bus: 'usb.0', port });
    },
    async pull(name) {
      await monitor.ask('device_del', { id: name });
      // Its file is let go when the machine has noticed.
      for (let tries = 0; ; tries += 1) {
        const refused = await monitor
          .ask('blockdev-del', { 'node-name': name })
          .catch((error: Error) => error);
        if (!(refused instanceof Error)) return;
        if (tries === 100) throw refused;
        await pause(300);
      }
    },
    async cutPower(time) {
      // Only the clock that goes on without power is set; the system does not see it before it starts again.
      await run(`sync; hwclock --set --utc --date '${time}'`);
      await monitor.ask('system_reset', {});
      await pause(5000);
      await up();
    },
  };
}

async function stop(qemu: ChildProcess): Promise<void> {
  if (qemu.exitCode !== null) return;
  const ended = once(qemu, 'exit');
  qemu.kill('SIGKILL');
  await ended;
}

interface Monitor {
  ask(command: string, words: object): Promise<unknown>;
  close(): void;
}

/** QEMU's monitor: a line of JSON for every command, and one for its answer. */
async function openMonitor(file: string): Promise<Monitor> {
  const socket = connect(file);
  const lines = createInterface({ input: socket });
  const waiting: PromiseWithResolvers<unknown>[] = [];
  lines.on('line', (line) => {
    const said = JSON.parse(line) as { return?: unknown; error?: { desc: string } };
    if (said.error) waiting.shift()?.reject(new Error(said.error.desc));
    else if ('return' in said) waiting.shift()?.resolve(said.return);
  });
  const ask = (command: string, words: object) => {
    const answer = Promise.withResolvers<unknown>();
    waiting.push(answer);
    socket.write(`${JSON.stringify({ execute: command, arguments: words })}\n`);
    return answer.promise;
  };
  await once(lines, 'line');
  await ask('qmp_capabilities', {});
  return { ask, close: () => socket.destroy() };
}
