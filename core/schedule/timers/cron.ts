/**
 * A table of cron. It knows neither time zones nor what was missed, so it wakes Lifeboat every hour, at the minutes at
 * which something may be due; `run` has nothing to do at most of them. That makes up for missed runs within an hour.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../../errors.ts';
import { readIfAny } from '../../read-if-any.ts';
import { devicePath, type World } from '../../world.ts';
import { checkFree, checkOneLine, header, isOurs, readText } from './text.ts';
import type { Timer, TimerDevice, TimerState, TimerWish } from './types.ts';

const daemons = ['/usr/sbin/cron', '/usr/sbin/crond', '/usr/bin/crond', '/sbin/crond'];
const begin = '# BEGIN Lifeboat';
const end = '# END Lifeboat';

/** Whether one runs: to have it is not enough. BusyBox brings one into every container, where nobody starts it. */
export function hasCron(world: World): boolean {
  return daemons.some((file) => existsSync(devicePath(world, file))) && isRunning(world);
}

function isRunning(world: World): boolean {
  const processes = devicePath(world, '/proc');
  if (!existsSync(processes)) return false;
  const numbers = readdirSync(processes).filter((name) => /^\d+$/.test(name));
  return numbers.some((pid) => /^crond?\n$/.test(readIfAny(path.join(processes, pid, 'comm')) ?? ''));
}

/** A file of its own where cron looks for such ones; else in the user's table. */
export function cronTimer(device: TimerDevice): Timer {
  const folder = devicePath(device.world, '/etc/cron.d');
  return device.isRoot && existsSync(folder) ? fileTimer(`${folder}/lifeboat`) : tableTimer(device.world);
}

function fileTimer(file: string): Timer {
  return {
    kind: 'cron',
    where: file,
    look: async (wish) => stateOf(readText(file), wish, 'root'),
    async install(wish) {
      checkWords(wish);
      checkFree(readText(file), wish.home, file);
      writeFileSync(file, cronText(wish, 'root'), { mode: 0o644 });
      return [];
    },
    async remove(home) {
      if (isOurs(readText(file), home)) rmSync(file);
    },
  };
}

function tableTimer(world: World): Timer {
  /** What stands in the table between our two lines, and all the rest of it. */
  const read = async () => {
    const { exitCode, stdout } = await world.run('crontab', ['-l']);
    // No table yet is a failure, too.
    const table = exitCode === 0 ? stdout : '';
    const [before = '', rest] = table.split(`${begin}\n`);
    if (rest === undefined) return { ours: null, others: table };
    const [ours = '', after = ''] = rest.split(new RegExp(`^${end}\n?`, 'm'));
    return { ours, others: before + after };
  };
  const write = async (table: string) => {
    // cron passes over a last line that does not end.
    const whole = table === '' || table.endsWith('\n') ? table : `${table}\n`;
    const { exitCode, stderr } = await world.run('crontab', ['-'], { input: whole });
    if (exitCode !== 0)
      throw new LifeboatError('failed', 'CRONTAB_FAILED', `crontab failed: ${stderr.trim()}`, {
        safe: 'No backup was touched.',
        remedies: ['Try it as root: sudo lifeboat schedule install'],
      });
  };
  return {
    kind: 'crontab',
    where: 'crontab -l',
    look: async (wish) => stateOf((await read()).ours, wish, null),
    async install(wish) {
      checkWords(wish);
      const { ours, others } = await read();
      checkFree(ours, wish.home, 'crontab -l');
      const above = others === '' || others.endsWith('\n') ? others : `${others}\n`;
      await write(`${above}${begin}\n${cronText(wish, null)}${end}\n`);
      return [];
    },
    async remove(home) {
      const { ours, others } = await read();
      if (isOurs(ours, home)) await write(others);
    },
  };
}

function stateOf(found: string | null, wish: TimerWish, user: string | null): TimerState {
  if (!isOurs(found, wish.home)) return 'absent';
  return found === cronText(wish, user) ? 'installed' : 'differs';
}

/** `user`: as whom it runs, in a table of the system. */
function cronText({ command, home, deviceWakes }: TimerWish, user: string | null): string {
  const minutes = [...new Set(deviceWakes.map(({ time }) => Number(time.slice(3))))].sort((a, b) => a - b);
  const words = [`${minutes.join(',')} * * * *`, ...(user ? [user] : []), ...command.map(quote)];
  return `${[...header(home), `${words.join(' ')} >/dev/null 2>&1`].join('\n')}\n`;
}

/** To cron a percent sign is the end of the line, and not every cron takes it escaped. */
function checkWords({ command, home }: TimerWish): void {
  checkOneLine([...command, home]);
  if (!command.some((word) => word.includes('%'))) return;
  throw new LifeboatError('usage', 'PATH_WITH_PERCENT', 'cron cannot run a path with a percent sign in it.', {
    safe: 'Nothing was changed.',
    remedies: ['Move Lifeboat or its home to another path.'],
  });
}

/** A word for the shell. */
function quote(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
