import { Command, InvalidArgumentError } from 'commander';
import { plainEntry } from '../../core/backup/part-exclude.ts';
import { readRecorderSettings } from '../../core/device/recorder.ts';
import { LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import { openJobs } from '../../core/jobs/jobs.ts';
import { changeExclude, weighEntry } from '../../core/prepare/default-exclude.ts';
import { prepare, usualPatience } from '../../core/prepare/prepare.ts';
import { saveToken, startPurge } from '../../core/prepare/purge.ts';
import { recorderLines } from '../../core/prepare/recorder-lines.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import {
  type Check,
  type CheckId,
  type CheckState,
  checkIds,
  checkTitles,
  type Subject,
} from '../../core/prepare/types.ts';
import { figureText } from '../../core/prepare/words.ts';
import type { Context, Start } from '../context.ts';
import { readSecret } from '../input.ts';
import { requireYes } from '../output/ask.ts';
import { table } from '../output/table.ts';
import { thisProgram } from '../this-program.ts';

interface PrepareOptions {
  timeLimit: number;
  details?: true;
}

interface ExcludeOptions {
  off?: true;
  dryRun?: true;
}

interface PurgeOptions {
  keepDays?: number;
  repack?: true;
}

export function prepareCommand(start: Start): Command {
  const command = new Command('prepare')
    .description('look at disk, database, files and device before a backup, and say what could be better')
    .option('--details', 'what each figure is made of')
    .option('--time-limit <seconds>', 'for each question to a large database', number, usualPatience)
    .action((options: PrepareOptions, self: Command) => start(self, (context) => report(context, options)));
  command
    .command('exclude')
    .description('leave files, folders or a whole part out of every backup; alone: what is left out')
    .argument('[pattern...]', 'as for backup --exclude, or a part such as database or media')
    .option('--off', 'carry them again')
    .option('--dry-run', 'only say what they leave out')
    .action((patterns: string[], options: ExcludeOptions, self: Command) =>
      start(self, (context) => exclude(context, patterns, options)),
    );
  command
    .command('lines')
    .description('lines for configuration.yaml that keep the history small')
    .action((_options: object, self: Command) => start(self, lines));
  command
    .command('purge')
    .description('have Home Assistant delete old history now')
    .option('--keep-days <days>', 'how much stays; otherwise as Home Assistant is set up', number)
    .option('--repack', 'write the database anew afterwards, which gives the room back to the disk')
    .action((options: PurgeOptions, self: Command) => start(self, (context) => purge(context, options)));
  command
    .command('token')
    .description('keep a long-lived access token of Home Assistant, which a purge needs')
    .argument('<file>', 'the token is its first line; - reads standard input')
    .action((file: string, _options: object, self: Command) =>
      start(self, (context) => token(context, file)),
    );
  return command;
}

/** Exit code 0: all is well, 1: a problem, 3: an advice. */
async function report(context: Context, { timeLimit, details }: PrepareOptions): Promise<number> {
  const { output } = context;
  const checks = await look(context, timeLimit);
  output.document({ checks });
  for (const state of ['problem', 'advice', 'unknown', 'ok'] as const)
    for (const check of checks)
      if (check.state === state) for (const line of told(check, details === true)) output.print(line);
  if (checks.some(({ state }) => state === 'problem')) return 1;
  return checks.some(({ state }) => state === 'advice') ? 3 : 0;
}

async function subjectOf(context: Context): Promise<Subject> {
  const { world, home } = context;
  const installation = await context.installation();
  const jobs = openJobs({ world, home, installation: installation.config, program: thisProgram() });
  return openSubject(world, home, installation, jobs);
}

async function look(
  context: Context,
  seconds: number,
  only: readonly CheckId[] = checkIds,
): Promise<Check[]> {
  const { output } = context;
  let done = 0;
  const onCheck = () => {
    done += 1;
    if (output.canRedraw) output.error(`\r${done} of ${only.length} checks done\u001b[K`);
  };
  const checks = await prepare(await subjectOf(context), {
    seconds,
    onCheck,
    only,
  });
  if (output.canRedraw) output.error('\r\u001b[K');
  return checks;
}

const signs: Readonly<Record<CheckState, string>> = {
  problem: '[x]',
  advice: '[!]',
  unknown: '[?]',
  ok: '[ok]',
};

const indent = ' '.repeat(5);

function told({ id, state, message, remedies, details }: Check, hasDetails: boolean): string[] {
  const rows = details.map(({ name, figure, unit }) => [figureText(figure, unit), name]);
  return [
    `${signs[state].padEnd(4)} ${checkTitles[id]}: ${message}`,
    ...remedies.map((remedy) => `${indent}- ${remedy}`),
    ...(hasDetails ? table(rows, [0]).map((row) => indent + row) : []),
  ];
}

async function exclude(
  context: Context,
  patterns: string[],
  { off, dryRun }: ExcludeOptions,
): Promise<undefined> {
  const { output } = context;
  const settings = await context.settings();
  const hits = off || patterns.length === 0 ? [] : await weighEntries(context, patterns);
  const isChange = patterns.length > 0 && !dryRun;
  const before = settings.get('exclude');
  const now = isChange ? await changeExclude(settings, patterns, !off) : before;
  output.document({ exclude: now, hits });
  for (const entry of now) output.print(entry);
  if (now.length === 0) output.note('Every backup carries all that Home Assistant would.');
  for (const hit of hits) output.note(hitWords(hit));
  for (const pattern of off ? patterns : [])
    if (!before.includes(plainEntry(pattern))) output.note(`${pattern} was not left out.`);
  return undefined;
}

interface Hit {
  entry: string;
  bytes: number;
  files: number;
}

/** What there is now of each; nothing is known where no installation is found: they can be set all the same. */
async function weighEntries(context: Context, entries: readonly string[]): Promise<Hit[]> {
  const subject = await subjectOf(context).catch((error: unknown) => {
    if (error instanceof LifeboatError && error.kind === 'not-found') return null;
    throw error;
  });
  if (subject === null) return [];
  const hits: Hit[] = [];
  for (const entry of entries) {
    const found = await weighEntry(subject, entry);
    hits.push({
      entry,
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
      files: found.reduce((sum, { files }) => sum + files, 0),
    });
  }
  return hits;
}

function hitWords({ entry, bytes, files }: Hit): string {
  return files > 0
    ? `${entry} fits ${countOf(files, 'file')} with ${formatBytes(bytes)}.`
    : `${entry} fits no file that is there now. A pattern is a whole path: homeassistant/www/*.mp4, or **/*.mp4 in any folder.`;
}

async function lines(context: Context): Promise<undefined> {
  const { world } = context;
  const settings = await readRecorderSettings({ ...(await context.installation()), env: world.env });
  const checks = await look(context, usualPatience, ['database-entities']);
  const text = recorderLines(
    settings,
    checks.find(({ id }) => id === 'database-entities'),
  );
  context.output.document({ lines: text });
  for (const line of text) context.output.print(line);
  context.output.note(
    'Take out what you want to go on recording, and put the rest into the section recorder of configuration.yaml, in place of the lines with the same names. Then restart Home Assistant.',
  );
  return undefined;
}

async function purge(context: Context, { keepDays, repack }: PurgeOptions): Promise<undefined> {
  const installation = await context.installation();
  const older = keepDays === undefined ? 'than Home Assistant is set up to keep' : `than ${keepDays} days`;
  await requireYes(context, `Delete all history that is older ${older}? It cannot be had back.`);
  const wish = { keepDays: keepDays ?? null, repack: repack === true };
  await startPurge(context.world, context.home, installation, wish);
  context.output.document({ purge: { started: true, ...wish } });
  context.output.print(
    'Home Assistant purges its history now. That takes minutes, and longer with a repack.',
  );
  return undefined;
}

async function token(context: Context, file: string): Promise<undefined> {
  saveToken(context.home, (await readSecret(file, 'token', 'NO_TOKEN')).trim());
  context.output.document({ token: 'saved' });
  context.output.print('The token is kept in Lifeboat’s own folder, readable by its owner alone.');
  return undefined;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It is no number.');
  return value;
}
