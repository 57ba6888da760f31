import { Command, Option } from 'commander';
import { LifeboatError } from '../../core/errors.ts';
import { type NoticeKind, noticeKinds } from '../../core/notify/types.ts';
import { parseKeep, parseOwnKeep } from '../../core/retention/keep.ts';
import { type SchedulePlan, type Weekday, weekdays } from '../../core/schedule/types.ts';
import type { Context, Start } from '../context.ts';
import { listed, repeated } from '../output/options.ts';
import type { NotifyOptions } from './schedule/notify.ts';

interface PlanOptions {
  at?: string[];
  days?: string[];
  window?: string;
  parts?: string[];
  exclude?: string[];
  location?: string[];
  keep?: string;
}

export function scheduleCommand(start: Start): Command {
  const schedule = new Command('schedule')
    .description('when backups are made by themselves; alone: the plans, their next dates, and the timer')
    .action((_options: object, command: Command) =>
      start(command, async (context) => (await import('./schedule/show.ts')).show(context)),
    );
  const change = (name: 'add' | 'set', description: string, isNameOptional: boolean) =>
    schedule
      .command(name)
      .description(description)
      .argument(isNameOptional ? '[plan]' : '<plan>', 'what it is called')
      .option('--at <times>', 'one or several times of day, e.g. 03:00,15:30', listed)
      .option('--days <days>', 'daily, or some of mon,tue,wed,thu,fri,sat,sun', listed)
      .option('--window <minutes>', 'some moment in the minutes after the time: each device has its own')
      .option('--parts <parts>', 'only these parts, e.g. homeassistant,database; all', listed)
      .option('--exclude <glob>', 'leave out what fits; may be repeated', repeated)
      .option('--location <name>', 'only to this location; may be repeated; all', repeated)
      .option('--keep <rule>', 'e.g. daily=7,weekly=4,monthly=6,yearly=1,last=3,days=30,least=3; all')
      .action((plan: string | undefined, options: PlanOptions, command: Command) =>
        start(command, async (context) => {
          const { add, set } = await import('./schedule/change.ts');
          const changes = await changesOf(context, options);
          return name === 'add' ? add(context, plan, changes) : set(context, plan ?? '', changes);
        }),
      );
  change('add', 'make a plan: every day 03:00, everything, everywhere, as far as nothing else is said', true);
  change('set', 'change a plan', false);
  for (const [name, description] of [
    ['remove', 'forget a plan; its backups stay'],
    ['on', 'let a plan run again, or all'],
    ['off', 'let a plan rest, or all'],
  ] as const)
    schedule
      .command(name)
      .description(description)
      .argument(name === 'remove' ? '<plan>' : '[plan]')
      .action((plan: string | undefined, _options: object, command: Command) =>
        start(command, async (context) => {
          const { forget, turn } = await import('./schedule/change.ts');
          return name === 'remove' ? forget(context, plan ?? '') : turn(context, plan ?? null, name === 'on');
        }),
      );
  schedule
    .command('keep')
    .description('let a location keep by a rule of its own, whatever the plans say')
    .argument('<location>', 'its name, as `lifeboat locations` tells')
    .argument('<rule>', 'as --keep of a plan; all; none: as the plans say')
    .action((location: string, rule: string, _options: object, command: Command) =>
      start(command, async (context) =>
        (await import('./schedule/change.ts')).keepAt(context, location, parseOwnKeep(rule)),
      ),
    );
  schedule
    .command('install')
    .description('have systemd or cron run the schedule; mends a timer that does not fit any more')
    .action((_options: object, command: Command) =>
      start(command, async (context) => (await import('./schedule/timer.ts')).install(context)),
    );
  schedule
    .command('uninstall')
    .description('remove the timer; the plans stay')
    .action((_options: object, command: Command) =>
      start(command, async (context) => (await import('./schedule/timer.ts')).uninstall(context)),
    );
  schedule
    .command('preview')
    .description(
      'the dates to come, and which backups would stay or go at the next run, each with its reason',
    )
    .argument('[plan]')
    .option('--count <number>', 'how many dates', '10')
    .action((plan: string | undefined, { count }: { count: string }, command: Command) =>
      start(command, async (context) =>
        (await import('./schedule/preview.ts')).preview(context, plan ?? null, wholeNumber(count, '--count')),
      ),
    );
  schedule
    .command('notify')
    .description('tell somebody what became of a run; alone: who is told')
    .argument('[kind]', noticeKinds.join(', '))
    .option('--url-file <file>', 'its address, in the first line of a file; - reads standard input')
    .addOption(
      new Option('--when <when>', 'default: ntfy trouble, others always').choices(['always', 'trouble']),
    )
    .option('--off', 'tell it no more')
    .option('--test', 'send a test to all')
    .action((kind: string | undefined, options: NotifyOptions, command: Command) =>
      start(command, async (context) =>
        (await import('./schedule/notify.ts')).notify(context, kindOf(kind), options),
      ),
    );
  return schedule;
}

/** What the options say of a plan. Names of locations are checked: a plan must not wait for one that never comes. */
async function changesOf(context: Context, options: PlanOptions): Promise<Partial<SchedulePlan>> {
  const { at, days, window, parts, exclude, location, keep } = options;
  const isAll = (words: string[]) => words.length === 1 && words[0] === 'all';
  if (location && !isAll(location)) await checkNames(context, location);
  return {
    ...(at ? { times: at } : {}),
    ...(days ? { days: daysOf(days) } : {}),
    ...(window === undefined ? {} : { window: wholeNumber(window, '--window') }),
    ...(parts ? { parts: isAll(parts) ? null : parts } : {}),
    ...(exclude ? { exclude: exclude.filter(Boolean) } : {}),
    ...(location ? { locations: isAll(location) ? [] : location } : {}),
    ...(keep === undefined ? {} : { keep: parseKeep(keep) }),
  };
}

/** Directories that are no location are for a backup by hand: a plan goes where Lifeboat looks after the backups. */
async function checkNames(context: Context, names: readonly string[]): Promise<void> {
  const known = (await context.locations()).map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new LifeboatError('not-found', 'LOCATION_UNKNOWN', `There is no location ${unknown}.`, {
    safe: 'Nothing was changed.',
    remedies: [`The locations are: ${known.join(', ')}.`, 'Set it up: lifeboat locations add NAME WHERE'],
  });
}

function daysOf(words: readonly string[]): Weekday[] {
  if (words.length === 1 && words[0] === 'daily') return [...weekdays];
  const wrong = words.find((word) => !weekdays.some((day) => day === word.toLowerCase()));
  if (wrong !== undefined)
    throw usage(`"${wrong}" is no day.`, 'Say daily, or some of mon,tue,wed,thu,fri,sat,sun.');
  return weekdays.filter((day) => words.some((word) => word.toLowerCase() === day));
}

function wholeNumber(word: string, option: string): number {
  if (/^\d{1,5}$/.test(word)) return Number(word);
  throw usage(`${option} takes a whole number, not "${word}".`, 'lifeboat schedule --help');
}

function kindOf(word: string | undefined): NoticeKind | null {
  if (word === undefined) return null;
  const kind = noticeKinds.find((one) => one === word);
  if (kind) return kind;
  throw usage(`"${word}" is nobody that can be told.`, `Say one of ${noticeKinds.join(', ')}.`);
}

function usage(message: string, remedy: string): LifeboatError {
  return new LifeboatError('usage', 'USAGE', message, { safe: 'Nothing was changed.', remedies: [remedy] });
}
