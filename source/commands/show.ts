import { Command } from 'commander';
import { listFiles } from '../../core/archive/list-files.ts';
import { readOneFile } from '../../core/archive/read-file.ts';
import type { Archive, CandidateKey, ListedFile, Problem } from '../../core/archive/types.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { type exitCodes, LifeboatError } from '../../core/errors.ts';
import { formatBytes, formatDate } from '../../core/format.ts';
import type { Context } from '../context.ts';
import { withArchive } from '../open-entry.ts';
import { OutputClosed } from '../output/output.ts';
import { table } from '../output/table.ts';
import type { Start } from '../program.ts';

interface ShowOptions {
  /** True: all files. */
  files?: string | true;
  cat?: string;
}

export function showCommand(start: Start): Command {
  return new Command('show')
    .description('what is in a backup, down to its files and their text')
    .argument('<backup>', 'an id from `list`, `latest`, or the path of an archive')
    .option('--files [path]', 'list the files, or those of a part or folder; globs allowed')
    .option('--cat <path>', 'print one file as it is')
    .action((word: string, { files, cat }: ShowOptions, command: Command) =>
      start(command, async (context) => {
        const backup = await context.findBackup(word);
        return withArchive(context, backup, async (archive, keys) => {
          if (cat !== undefined) return printFile(context, archive, keys, cat);
          if (files !== undefined)
            return showFiles(context, backup, archive, keys, files === true ? undefined : files);
          return showMembers(context, backup, archive);
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

async function showFiles(
  { output }: Context,
  backup: CatalogEntry,
  archive: Archive,
  keys: CandidateKey[],
  under: string | undefined,
): Promise<number | undefined> {
  const { files, problems } = await listFiles(archive, keys, under === undefined ? {} : { under });
  const [problem] = problems;
  if (files.length === 0 && problem) throw asError(problem);
  if (files.length === 0 && under !== undefined) throw noSuchPath(under);
  output.document({
    backup,
    members: membersOf(archive),
    files,
    problems: [...archive.problems, ...problems],
  });
  for (const line of table(files.map(fileRow), [1])) output.print(line);
  for (const { path, message } of problems) output.note(`${path}: ${message}`);
  return problem ? asError(problem).exitCode : undefined;
}

function showMembers({ output }: Context, backup: CatalogEntry, archive: Archive): number | undefined {
  const members = membersOf(archive);
  output.document({ backup, members, problems: archive.problems });
  for (const line of heading(backup)) output.print(line);
  const rows = members.map(({ part, cipher, size }) => [part, formatBytes(size), cipherWords[cipher]]);
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

function heading({
  name,
  id,
  date,
  size,
  type,
  homeassistantVersion,
  maker,
  locations,
  whole,
}: CatalogEntry): string[] {
  return [
    name || '(no name)',
    `  ${id}, ${formatDate(date)}, ${formatBytes(size)}, ${type}${whole ? '' : ', NOT WHOLE'}`,
    `  Home Assistant ${homeassistantVersion ?? '(none inside)'}, made by ${maker}`,
    ...locations.map(({ path }) => `  ${path}`),
    '',
  ];
}

function fileRow({ path, type, size, mtime, link }: ListedFile): string[] {
  const target = link === null ? '' : ` -> ${link}`;
  const shownSize = type === 'file' ? formatBytes(size) : type;
  return [formatDate(mtime), shownSize, `${path}${type === 'folder' ? '/' : ''}${target}`];
}

/** What `listFiles` could not read, as the failure it is. */
function asError({ code, message }: Problem): LifeboatError {
  const kind =
    code === 'WRONG_KEY' || code === 'KEY_MISSING'
      ? 'wrong-key'
      : code === 'TOO_MANY_FILES'
        ? 'incomplete'
        : 'damaged';
  return new LifeboatError(kind satisfies keyof typeof exitCodes, code, message, {
    safe: 'Nothing was changed.',
    remedies:
      kind === 'wrong-key'
        ? ['Give the key with --key-file FILE.', 'See the keys that are known: lifeboat key']
        : [],
  });
}

function noSuchPath(path: string): LifeboatError {
  return new LifeboatError('not-found', 'NO_SUCH_FILE', `There is nothing like ${path} in this backup.`, {
    safe: 'Nothing was changed.',
    remedies: ['See all: lifeboat show BACKUP --files'],
  });
}
