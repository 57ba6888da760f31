import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import type { Installation } from '../../core/device/types.ts';
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes, formatClock, formatRate } from '../../core/format.ts';
import { worstOf } from '../../core/jobs/end.ts';
import type { JobResults } from '../../core/jobs/types.ts';
import { freeText } from '../../core/locations/file-system.ts';
import { planRestore } from '../../core/restore/plan.ts';
import { isShort } from '../../core/restore/space.ts';
import type { RestorePlan } from '../../core/restore/types.ts';
import type { Context, Start } from '../context.ts';
import { runJob, runWork } from '../job.ts';
import { withArchive } from '../open-entry.ts';
import { aBackup } from '../output/options.ts';

export function rehearseCommand(start: Start): Command {
  return new Command('rehearse')
    .description('restore to nowhere: read all of a backup and its database, and say whether it would fit')
    .argument('[backup]', aBackup, 'latest')
    .action((word: string, _options: object, command: Command) =>
      start(command, (context) => rehearse(context, word)),
    );
}

type CopyResult = JobResults['verify']['results'][number];

/** Whether a restore of all of it could be begun on this device; null where no installation is known. */
type Outlook = Pick<RestorePlan, 'space' | 'leftOut' | 'notes'> | { obstacle: string } | null;

/** Exit code as of `verify`; 14 where the backup is whole, and the device has no room for a restore. */
async function rehearse(context: Context, word: string): Promise<number> {
  const { output, world } = context;
  const backup = await context.findBackup(word);
  const [copy] = backup.locations;
  if (!copy) throw new Error(`${backup.id} lies nowhere`);
  const started = world.monotonic();
  const { results } = await runWork(
    context,
    { kind: 'verify', copies: [copy], database: true },
    { hasEvents: true },
  );
  const seconds = (world.monotonic() - started) / 1000;
  const [result] = results;
  if (!result) throw new Error('nothing was read');
  const installation = await context.installationIfAny();
  const outlook =
    installation && result.state === 'whole' ? await lookAhead(context, backup, installation) : null;
  const sum = (of: (part: CopyResult['parts'][number]) => number) =>
    result.parts.reduce((all, part) => all + of(part), 0);
  const [files, bytes] = [sum((part) => part.files), sum((part) => part.bytes)];
  output.document({ type: 'result', ...result, files, bytes, seconds, restore: outlook });
  output.print(`${backup.name || backup.id}, ${formatDate(backup.date, await context.zone())}, ${copy.path}`);
  for (const { part, state, files: count, bytes: size, message } of result.parts)
    output.print(
      `  ${part}: ${state === 'whole' ? `${countOf(count, 'file')}, ${formatBytes(size)}` : state}${message ? `. ${message}` : ''}`,
    );
  if (result.database !== 'absent' && result.database !== 'not-checked')
    output.print(`  check of the database: ${result.database}`);
  for (const { message } of result.problems) output.note(`  ${message}`);
  output.print(
    `${result.state === 'whole' ? 'It is whole' : 'It is NOT whole'}: ${countOf(files, 'file')}, ${formatBytes(bytes)} read in ${formatClock(seconds * 1000)}, ${formatRate(bytes, seconds * 1000)}.`,
  );
  for (const line of outlookLines(outlook)) output.print(line);
  return isTooBig(outlook) ? exitCodes['no-space'] : worstOf([result.state]);
}

/** The plan of a restore of everything, in place, thrown away again. */
async function lookAhead(
  context: Context,
  backup: CatalogEntry,
  installation: Installation,
): Promise<Outlook> {
  try {
    return await withArchive(context, backup, async (archive, keys) => {
      const { space, leftOut, notes } = await runJob(context, { hasEvents: false }, ({ signal }) =>
        planRestore(context.world, { archive, keys, signal, installation }),
      );
      return { space, leftOut, notes };
    });
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
    return { obstacle: error.message };
  }
}

function isTooBig(outlook: Outlook): boolean {
  return outlook !== null && 'space' in outlook && outlook.space.some(isShort);
}

function outlookLines(outlook: Outlook): string[] {
  if (outlook === null) return [];
  if ('obstacle' in outlook) return [`A restore here could not be begun: ${outlook.obstacle}`];
  const { space, leftOut, notes } = outlook;
  return [
    ...space.map(
      (one) =>
        `A restore needs ${formatBytes(one.need)} on ${one.path}; ${freeText(one.free)}${isShort(one) ? ': TOO LITTLE' : ''}.`,
    ),
    ...leftOut.map(({ path, reason }) => `Would not be restored: ${path}: ${reason}`),
    ...notes.map(({ message }) => message),
  ];
}
