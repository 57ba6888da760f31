import { Command } from 'commander';
import { readOneFile } from '../../core/archive/read-file.ts';
import type { Archive, CandidateKey } from '../../core/archive/types.ts';
import { formatDate } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { formatBytes } from '../../core/format.ts';
import type { Context, Start } from '../context.ts';
import { withArchive } from '../open-entry.ts';
import { aBackup } from '../output/options.ts';
import { OutputClosed } from '../output/output.ts';
import { table } from '../output/table.ts';
import { flawsOf } from './list.ts';
import { showFiles } from './show-files.ts';

interface ShowOptions {
  /** True: all files. */
  files?: string | true;
  cat?: string;
}

export function showCommand(start: Start): Command {
  return new Command('show')
    .description('what is in a backup, down to its files and their text')
    .argument('<backup>', aBackup)
    .option('--files [path]', 'list the files, or those of a part or folder; globs allowed')
    .option('--cat <path>', 'print one file as it is')
    .action((word: string, { files, cat }: ShowOptions, command: Command) =>
      start(command, async (context) => {
        const backup = await context.findBackup(word);
        return withArchive(context, backup, async (archive, keys) => {
          if (cat !== undefined) return printFile(context, archive, keys, cat);
          if (files !== undefined)
            return showFiles(
              context,
              { backup, members: membersOf(archive) },
              archive,
              keys,
              files === true ? undefined : files,
            );
          return await showMembers(context, backup, archive);
        });
      }),
    );
}

async function printFile({ output }: Context, archive: Archive, keys: CandidateKey[], path: string) {
  try {
    await readOneFile(archive, keys, path, (bytes) => output.raw(bytes));
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
  return undefined;
}

async function showMembers(context: Context, backup: CatalogEntry, archive: Archive): Promise<undefined> {
  const { output } = context;
  const members = membersOf(archive);
  output.document({ backup, members, problems: archive.problems });
  for (const line of heading(backup, await context.zone())) output.print(line);
  const rows = archive.members.map(({ part, cipher, size, whole, listed }) => [
    part,
    formatBytes(size),
    `${cipherWords[cipher]}${whole && listed ? '' : ', NOT WHOLE'}`,
  ]);
  for (const line of table(rows, [1])) output.print(`  ${line}`);
  for (const { path, message } of archive.problems) output.note(`${path}: ${message}`);
  return undefined;
}

function membersOf(archive: Archive) {
  return archive.members.map(({ name, part, cipher, size, whole }) => ({ name, part, cipher, size, whole }));
}

const cipherWords = {
  none: 'not encrypted',
  securetar1: 'encrypted (SecureTar 1)',
  securetar2: 'encrypted (SecureTar 2)',
  securetar3: 'encrypted (SecureTar 3)',
};

function heading(backup: CatalogEntry, zone: string): string[] {
  const { name, id, date, size, type, homeassistantVersion, maker, locations } = backup;
  return [
    name || '(no name)',
    `  ${[id, formatDate(date, zone), formatBytes(size), type, ...flawsOf(backup)].join(', ')}`,
    `  Home Assistant ${homeassistantVersion ?? '(none inside)'}, made by ${maker}`,
    ...locations.map(({ path }) => `  ${path}`),
    '',
  ];
}
