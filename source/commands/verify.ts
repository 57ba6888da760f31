import path from 'node:path';
import { Command } from 'commander';
import { openFileSource } from '../../core/archive/source.ts';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { isArchivePath } from '../../core/catalog/find.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { Context, Start } from '../context.ts';
import { runAndTell } from '../job.ts';
import { someBackups } from '../output/options.ts';

interface VerifyOptions {
  database: boolean;
}

export function verifyCommand(start: Start): Command {
  return new Command('verify')
    .description('read backups from beginning to end: every copy, every part, and the database')
    .argument('<backup...>', someBackups)
    .option('--no-database', 'do not check the database itself, which takes its size in temporary space')
    .action((words: string[], options: VerifyOptions, command: Command) =>
      start(command, (context) => verify(context, words, options)),
    );
}

async function verify(
  context: Context,
  words: readonly string[],
  { database }: VerifyOptions,
): Promise<number> {
  const copies = await findCopies(context, words);
  return runAndTell(context, { kind: 'verify', copies, database });
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
