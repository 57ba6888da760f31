/** A timer of systemd. Persistent: what was missed while the device was off is run when it is on again. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../../errors.ts';
import { devicePath, type World } from '../../world.ts';
import type { Wake } from '../occurrences.ts';
import { checkFree, checkOneLine, header, isOurs, readText } from './text.ts';
import type { Timer, TimerDevice, TimerWish } from './types.ts';

const serviceName = 'lifeboat.service';
const timerName = 'lifeboat.timer';
/** What `systemctl is-active` leaves with, as systemctl(1) has it from the LSB. */
const notRunning = 3;

/** Whether systemd runs this device: as sd_booted(3) finds out. */
export function hasSystemd(world: World): boolean {
  return existsSync(devicePath(world, '/run/systemd/system'));
}

export function systemdTimer({ world, isRoot }: TimerDevice): Timer {
  const folder = isRoot
    ? devicePath(world, '/etc/systemd/system')
    : path.join(world.home, '.config/systemd/user');
  const files = { service: path.join(folder, serviceName), timer: path.join(folder, timerName) };
  const link = path.join(folder, 'timers.target.wants', timerName);
  const scoped = (words: readonly string[]) => (isRoot ? words : ['--user', ...words]);
  const systemctl = (...words: string[]) => runSystemctl(world, scoped(words));
  /** Files of `systemctl edit` that start something else, or at other times. What else they set is the user's. */
  const edits = () => [
    ...editsOf(files.timer, /^\s*(On\w+|Persistent|Unit)\s*=/m),
    ...editsOf(files.service, /^\s*Exec\w+\s*=/m),
  ];
  /** Where one of the two files is gone, the other one tells that it is drift. */
  const isThere = (home: string) => {
    const timer = readText(files.timer);
    return isOurs(timer, home) || (timer === null && isOurs(readText(files.service), home));
  };
  /** By hand, for instance. Where systemd cannot be asked, as without a session of that user, nobody knows. */
  const isStopped = async () => {
    const { exitCode } = await world.run('systemctl', scoped(['is-active', '--quiet', timerName]));
    return exitCode === notRunning;
  };
  return {
    kind: isRoot ? 'systemd' : 'systemd-user',
    where: files.timer,
    async look(wish) {
      if (!isThere(wish.home)) return 'absent';
      const [service, timer] = [readText(files.service), readText(files.timer)];
      const isSame = service === serviceText(wish, isRoot) && timer === timerText(wish, isRoot);
      const isAsWritten = isSame && edits().length === 0 && existsSync(link);
      return isAsWritten && !(await isStopped()) ? 'installed' : 'differs';
    },
    async install(wish) {
      checkWords(wish);
      checkFree(readText(files.timer), wish.home, files.timer);
      mkdirSync(folder, { recursive: true });
      writeFileSync(files.service, serviceText(wish, isRoot));
      writeFileSync(files.timer, timerText(wish, isRoot));
      const notes = edits().map(putAside);
      await systemctl('daemon-reload');
      await systemctl('enable', timerName);
      // A timer that runs already goes by its old times until it is started anew.
      await systemctl('restart', timerName);
      return isRoot ? notes : [...notes, ...(await linger(world))];
    },
    async remove(home) {
      if (!isThere(home)) return;
      await systemctl('disable', '--now', timerName);
      // When it ran last, which systemd remembers because of Persistent. A systemd before 243 cannot forget it.
      await world.run('systemctl', scoped(['clean', '--what=state', timerName]));
      rmSync(files.timer, { force: true });
      rmSync(files.service, { force: true });
      await systemctl('daemon-reload');
    },
  };
}

/** The drop-ins of a unit in which something fits: systemd.unit(5) reads all `*.conf` of this folder. */
function editsOf(unit: string, what: RegExp): string[] {
  const folder = `${unit}.d`;
  if (!existsSync(folder)) return [];
  const confs = readdirSync(folder).filter((name) => name.endsWith('.conf'));
  return confs.map((name) => path.join(folder, name)).filter((file) => what.test(readText(file) ?? ''));
}

/** Under a name that systemd does not read: whoever wrote it may want it back. */
function putAside(file: string): string {
  renameSync(file, `${file}.off`);
  return `${file} changed what is started, or when. It was put aside: ${file}.off`;
}

/** What the timer starts. */
function serviceText({ command, home }: TimerWish, isRoot: boolean): string {
  const [program = '', ...words] = command;
  // The system's own: a user's instance of systemd does not know them.
  const order = isRoot
    ? ['Wants=network-online.target', 'After=network-online.target time-sync.target remote-fs.target']
    : [];
  return lines([
    ...header(home),
    '[Unit]',
    'Description=Lifeboat: the backups that are due',
    ...order,
    '# Every start counts for that limit, also those of a timer: five a day are not too many.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${[quote(program), ...words.map((word) => quote(word).replaceAll('$', '$$$$'))].join(' ')}`,
    '# Incomplete is told by Lifeboat itself; wrong usage does not mend by trying again.',
    'SuccessExitStatus=3',
    'Restart=on-failure',
    'RestartSec=30min',
    'RestartPreventExitStatus=2',
    'SyslogIdentifier=lifeboat',
    'Nice=10',
    'IOSchedulingClass=idle',
  ]);
}

function timerText({ wakes, zone, home }: TimerWish, isRoot: boolean): string {
  return lines([
    ...header(home),
    '[Unit]',
    'Description=Lifeboat: when backups are due',
    '',
    '[Timer]',
    ...wakes.map((wake) => `OnCalendar=${calendar(wake, zone)}`),
    '# After the start of the device: a run that the end of the power cut off is made up.',
    isRoot ? 'OnBootSec=10min' : 'OnStartupSec=10min',
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ]);
}

/** `Mon,Wed *-*-* 03:00:00 Europe/Berlin`. */
function calendar({ time, days }: Wake, zone: string): string {
  const names = days.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`).join(',');
  return `${days.length === 7 ? '' : `${names} `}*-*-* ${time}:00 ${zone}`;
}

/** systemd starts nothing whose own name has a quote or a backslash in it. */
function checkWords({ command, home }: TimerWish): void {
  checkOneLine([...command, home]);
  if (!/["'\\]/.test(command[0] ?? '')) return;
  throw new LifeboatError(
    'usage',
    'PATH_WITH_QUOTE',
    `systemd cannot start ${command[0]}: there is a quote in its path.`,
    {
      safe: 'Nothing was changed.',
      remedies: ['Move Node to another path.'],
    },
  );
}

/** A word of a command line: systemd expands `%` in it, and reads C escapes in quotes. In all but the first also `$`. */
function quote(word: string): string {
  return `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')}"`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

async function runSystemctl(world: World, words: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await world.run('systemctl', words);
  if (exitCode === 0) return;
  throw new LifeboatError(
    'failed',
    'SYSTEMCTL_FAILED',
    `systemctl ${words.join(' ')} failed: ${stderr.trim()}`,
    {
      safe: 'No backup was touched.',
      remedies: ['Look at it with: systemctl status lifeboat.timer', 'Then: lifeboat schedule install'],
    },
  );
}

/** Timers of a user run only while that user is logged in, unless the user lingers. */
async function linger(world: World): Promise<string[]> {
  const { exitCode } = await world.run('loginctl', ['enable-linger']);
  if (exitCode === 0) return [];
  return [
    'The timer runs only while you are logged in. To have it run always: sudo loginctl enable-linger $USER',
  ];
}
