import path from 'node:path';
import { Command } from 'commander';
import { openFileSource } from '../../core/archive/source.ts';
import type { VerifyState } from '../../core/archive/verify.ts';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { isArchivePath } from '../../core/catalog/find.ts';
import { LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import { worstOf } from '../../core/jobs/end.ts';
import type { JobResults } from '../../core/jobs/types.ts';
import type { Context } from '../context.ts';
import { runWork } from '../job.ts';
import type { Start } from '../program.ts';

interface VerifyOptions {
  database: boolean;
}

type CopyResult = JobResults['verify']['results'][number];

export function verifyCommand(start: Start): Command {
  return new Command('verify')
    .description('reads backups from beginning to end: every copy, every part, and the database')
    .argument('<backup...>', 'ids from `list`, `latest`, or paths of archives')
    .option('--no-database', 'do not check the database itself, which takes its size in temporary space')
    .action((words: string[], options: VerifyOptions, command: Command) =>
      start(command, (context) => verify(context, words, options)),
    );
}

async function verify(context: Context, words: readonly string[], options: VerifyOptions): Promise<number> {
  const { output } = context;
  const copies = await findCopies(context, words);
  const { database } = options;
  const { results } = await runWork(context, { kind: 'verify', copies, database }, { hasEvents: false });
  output.document({ results });
  for (const result of results) printResult(context, result);
  return worstOf(results.map(({ state }) => state));
}

/** All copies of the backups that are named; a path stands for itself alone. Throws where one is not there to be read. */
async function findCopies(context: Context, words: readonly string[]): Promise<Copy[]> {
  const entries = await context.findBackups(words.filter((word) => !isArchivePath(word)));
  const paths = words.filter(isArchivePath).map((word): Copy => ({ name: '', path: path.resolve(word) }));
  for (const { path: file } of paths) await requireFile(file);
  return [...entries.flatMap(({ locations }: CatalogEntry) => locations), ...paths];
}

/** Before hours are spent on the others. What is there and cannot be opened becomes a result. */
async function requireFile(file: string): Promise<void> {
  try {
    await (await openFileSource(file)).close();
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind === 'not-found') throw error;
  }
}

const words: Record<VerifyState, string> = {
  whole: 'whole',
  damaged: 'NOT WHOLE',
  'wrong-key': 'not opened: no known key fits',
  unreadable: 'CANNOT BE READ',
};

function printResult({ output }: Context, { id, path, state, parts, database, problems }: CopyResult): void {
  output.print(`${id}: ${words[state]}  (${path})`);
  for (const part of parts) {
    const found =
      part.state === 'whole'
        ? `${countOf(part.files, 'file')}, ${formatBytes(part.bytes)}`
        : words[part.state];
    output.print(`  ${part.part}: ${found}${part.message ? `. ${part.message}` : ''}`);
  }
  if (database === 'ok' || database === 'malformed') output.print(`  database: ${database}`);
  for (const { message } of problems) output.note(`  ${message}`);
  const left = parts.filter((part) => part.state === 'whole').map(({ part }) => part);
  if (state !== 'whole' && left.length > 0) output.print(`  Whole, and can be restored: ${left.join(', ')}`);
}
