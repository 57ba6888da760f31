import { Command } from 'commander';
import { formatBytes } from '../../core/format.ts';
import type { Difference } from '../../core/restore/compare.ts';
import { diffBackup, diffText, type TextDiff } from '../../core/restore/diff.ts';
import type { DiffLine } from '../../core/restore/text-diff.ts';
import type { Context, Start } from '../context.ts';
import { runJob } from '../job.ts';
import { withArchive } from '../open-entry.ts';
import { aBackup } from '../output/options.ts';

export function diffCommand(start: Start): Command {
  return new Command('diff')
    .description('a backup against what is there now')
    .argument('<backup>', aBackup)
    .argument('[path]', 'a part, folder or file as `show --files` prints it; globs allowed')
    .action((word: string, path: string | undefined, _options: object, command: Command) =>
      start(command, (context) => diff(context, word, path)),
    );
}

async function diff(context: Context, word: string, path: string | undefined): Promise<undefined> {
  const { output } = context;
  const backup = await context.findBackup(word);
  const installation = await context.installation();
  return withArchive(context, backup, async (archive, keys) => {
    const differences = await runJob(context, { hasEvents: false }, ({ signal }) =>
      diffBackup(archive, keys, installation, path, signal),
    );
    const [only] = differences;
    const isOneText = path !== undefined && only?.path === path && only.type === 'file';
    const text = isOneText ? await diffText(archive, keys, installation, path) : null;
    output.document({ backup, differences, ...(text ? { text } : {}) });
    const changed = differences.filter(({ change }) => change !== 'same');
    for (const difference of changed) output.print(line(difference));
    for (const textLine of text ? textLines(text) : []) output.print(textLine);
    output.print(
      changed.length === 0
        ? 'Nothing has changed since this backup.'
        : `${changed.length} of ${differences.length} differ.`,
    );
    return undefined;
  });
}

const marks: Record<Difference['change'], string> = {
  same: '=',
  changed: '~',
  missing: '-',
  added: '+',
  unreadable: '?',
};

const words: Record<Difference['change'], string> = {
  same: 'same as now',
  changed: 'changed since',
  missing: 'missing now',
  added: 'only here',
  unreadable: 'cannot be read here',
};

function line({ path, change, before, after }: Difference): string {
  const sizes = before !== null && after !== null ? `, ${formatBytes(before)} -> ${formatBytes(after)}` : '';
  return `${marks[change]} ${path}  (${words[change]}${sizes})`;
}

/** As `diff -u` prints them, from the backup to now; a gap between two hunks is an empty line. */
function* textLines({ lines }: TextDiff): Generator<string> {
  let previous: DiffLine | null = null;
  for (const current of lines) {
    if (previous && isGap(previous, current)) yield '';
    yield `${{ same: ' ', removed: '-', added: '+' }[current.kind]}${current.text}`;
    previous = current;
  }
}

function isGap(previous: DiffLine, { before, after }: DiffLine): boolean {
  const jumps = (from: number | null, to: number | null) => from !== null && to !== null && to > from + 1;
  return jumps(previous.before, before) || jumps(previous.after, after);
}
