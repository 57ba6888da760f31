import path from 'node:path';
import { Command } from 'commander';
import { openFileSource } from '../../core/archive/source.ts';
import type { Problem } from '../../core/archive/types.ts';
import { type VerifyResult, type VerifyState, verifyArchive } from '../../core/archive/verify.ts';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { isArchivePath } from '../../core/catalog/find.ts';
import { exitCodes, LifeboatError, systemCode } from '../../core/errors.ts';
import type { Run } from '../../core/events.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { Context } from '../context.ts';
import { runJob } from '../job.ts';
import { withCopy } from '../open-entry.ts';
import type { Start } from '../program.ts';

interface VerifyOptions {
  database: boolean;
}

/** What was found out about one copy of a backup. */
interface CopyResult extends VerifyResult {
  path: string;
}

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
  const results = await runJob(context, { hasEvents: false }, async (run) => {
    const done: CopyResult[] = [];
    for (const copy of copies) done.push(await verifyCopy(context, copy, options, run));
    return done;
  });
  output.document({ results });
  for (const result of results) printResult(context, result);
  return exitCodeOf(results.map(({ state }) => state));
}

/** The worst that was found decides. */
function exitCodeOf(states: readonly VerifyState[]): number {
  if (states.includes('damaged')) return exitCodes.damaged;
  if (states.includes('wrong-key')) return exitCodes['wrong-key'];
  return states.includes('unreadable') ? exitCodes.failed : 0;
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

async function verifyCopy(
  context: Context,
  copy: Copy,
  options: VerifyOptions,
  run: Run,
): Promise<CopyResult> {
  try {
    const result = await withCopy(context, copy, (archive, keys) =>
      verifyArchive(archive, keys, { database: options.database }, run),
    );
    return { ...result, path: copy.path };
  } catch (error) {
    return { ...failed(copy, error), path: copy.path };
  }
}

/** A file that is no archive, or that its drive does not give back. Others that are asked for are verified all the same. */
function failed(copy: Copy, error: unknown): VerifyResult {
  const isFound =
    error instanceof LifeboatError
      ? ['damaged', 'failed', 'unreachable'].includes(error.kind)
      : systemCode(error) !== '';
  if (!(error instanceof Error) || !isFound) throw error;
  const state = error instanceof LifeboatError && error.kind === 'damaged' ? 'damaged' : 'unreadable';
  const code = error instanceof LifeboatError ? error.code : systemCode(error);
  const problem: Problem = { path: copy.path, code, message: error.message };
  return { id: copy.path, state, parts: [], database: 'not-checked', problems: [problem] };
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
