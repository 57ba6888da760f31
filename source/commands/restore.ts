import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import { freeText } from '../../core/locations/file-system.ts';
import { planRestore } from '../../core/restore/plan.ts';
import type { PlannedMember, RestorePlan } from '../../core/restore/types.ts';
import type { Context, Start } from '../context.ts';
import { runAndTell, runJob } from '../job.ts';
import { withArchive } from '../open-entry.ts';
import { requireYes } from '../output/ask.ts';
import { aBackup, listed } from '../output/options.ts';

interface RestoreOptions {
  parts?: string[];
  files?: string[];
  to?: string;
  dryRun?: true;
}

export function restoreCommand(start: Start): Command {
  return new Command('restore')
    .description('bring a backup, parts of it or single files back')
    .argument('<backup>', aBackup)
    .option('--parts <parts>', 'only these parts, e.g. homeassistant,share', listed)
    .option('--files <path...>', 'only these files or folders, as `show --files` prints them; globs allowed')
    .option('--to <dir>', 'into a directory, and nothing else is touched')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((word: string, options: RestoreOptions, command: Command) =>
      start(command, (context) => restore(context, word, options)),
    );
}

async function restore(context: Context, word: string, options: RestoreOptions): Promise<number> {
  const { output, world } = context;
  const isInPlace = options.to === undefined;
  const installation = isInPlace
    ? await context.installation({ mayBeNew: true })
    : await context.installationIfAny();
  const backup = await context.findBackup(word);
  const { plan, from } = await withArchive(context, backup, async (archive, keys, copy) => {
    const made = await runJob(context, { hasEvents: false }, (run) =>
      planRestore(world, {
        archive,
        keys,
        ...run,
        ...choiceOf(options),
        ...(installation ? { installation } : {}),
      }),
    );
    return { plan: made, from: copy };
  });
  if (options.dryRun) output.document({ plan });
  const say = options.dryRun ? output.print : output.note;
  for (const line of review(plan, await context.zone())) say(line);
  if (options.dryRun) return 0;
  if (isInPlace) await requireYes(context, 'Restore this?');
  return runAndTell(context, { kind: 'restore', plan, from });
}

function choiceOf({ parts, files, to }: RestoreOptions) {
  return {
    ...(parts ? { parts } : {}),
    ...(files ? { paths: files } : {}),
    ...(to === undefined ? {} : { to }),
  };
}

function review(plan: RestorePlan, zone: string): string[] {
  const { backup, members, parts, paths, to, leftOut, kept, notes, space, kind } = plan;
  return [
    `From  ${backup.name || backup.id}, ${formatDate(backup.date, zone)}`,
    `Into  ${to}${kind === 'in-place' ? ', replacing what is there now' : ''}`,
    ...members.map((member) => `  ${memberLine(member, parts)}`),
    ...paths.map((path) => `  only ${path}`),
    ...leftOut.map(({ path, reason }) => `Not restored: ${path}: ${reason}.`),
    ...kept.map((name) => `Stays as it is: ${name}`),
    ...notes.map(({ message }) => message),
    ...space.map(
      ({ path, free, need }) => `Space on ${path}: ${formatBytes(need)} needed, ${freeText(free)}.`,
    ),
  ];
}

function memberLine(
  { part, target, measured, changes, flaw }: PlannedMember,
  whole: readonly string[],
): string {
  const size = measured ? `, ${countOf(measured.files, 'file')}, ${formatBytes(measured.bytes)}` : '';
  const extent = whole.includes(part) ? '' : ' (some of it)';
  const effect = changes
    ? `: ${changes.replaced} replaced, ${changes.added} added, ${changes.removed} removed, ${changes.same} alike`
    : '';
  return `${part}${extent} -> ${target}${size}${effect}${flaw ? `. NOT WHOLE: ${flaw}` : ''}`;
}
