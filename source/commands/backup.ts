import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { planBackup } from '../../core/backup/plan.ts';
import type { BackupPlan } from '../../core/backup/types.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { Context, Start } from '../context.ts';
import { runAndTell } from '../job.ts';
import { listed, repeated } from '../output/options.ts';

interface BackupOptions {
  name?: string;
  parts?: string[];
  exclude?: string[];
  location?: string[];
  encryption: boolean;
  securetar?: '2' | '3';
  verify: boolean;
  dryRun?: true;
}

export function backupCommand(start: Start): Command {
  return new Command('backup')
    .description('make a backup in all locations, and read it back')
    .option('--name <name>', 'what it is called in Home Assistant')
    .option('--parts <parts>', 'only these parts, e.g. homeassistant,database,share; all', listed)
    .option('--exclude <glob>', 'leave out what fits; may be repeated', repeated)
    .option('--location <name>', 'only this location, or this directory; may be repeated', repeated)
    .option('--no-encryption', 'do not encrypt')
    .addOption(new Option('--securetar <version>', 'the form of encryption').choices(['2', '3']))
    .option('--no-verify', 'do not read it back')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((options: BackupOptions, command: Command) =>
      start(command, (context) => backup(context, options)),
    );
}

async function backup(context: Context, options: BackupOptions): Promise<number> {
  const { output, world } = context;
  const installation = await context.installation();
  const { exclude = [], location = [] } = options;
  for (const word of location) makeNamedDirectory(word);
  const locations = await context.locations(location);
  const plan = await planBackup(world, installation, {
    ...(options.parts ? { parts: options.parts } : {}),
    ...(options.name === undefined ? {} : { name: options.name }),
    exclude: [...(await context.settings()).get('exclude'), ...exclude],
    locations,
    encryption: options.encryption
      ? { version: options.securetar ? (Number(options.securetar) as 2 | 3) : null }
      : null,
    verify: options.verify,
  });
  for (const { message } of plan.notes) output.note(message);
  if (options.dryRun) {
    output.document({ plan });
    for (const line of review(plan)) output.print(line);
    return 0;
  }
  return runAndTell(context, { kind: 'backup', plan });
}

function review({
  name,
  files,
  bytes,
  parts,
  database,
  locations,
  leftOut,
  securetar,
}: BackupPlan): string[] {
  const ids = parts.flatMap(({ id }) => (id === 'homeassistant' && database ? [id, 'database'] : [id]));
  const form = (isEncrypted: boolean) =>
    isEncrypted ? `encrypted, SecureTar ${securetar}` : 'NOT encrypted';
  return [
    `${name}: ${countOf(files, 'file')}, ${formatBytes(bytes)} before compression`,
    `  Parts: ${ids.join(', ')}`,
    ...locations.map(({ name, isEncrypted }) => `  To ${name}: ${form(isEncrypted)}`),
    ...leftOut.map(({ path, reason }) => `  Left out: ${path}: ${reason}`),
  ];
}

/** A directory named by its path is made when its parent is there; the rest of a path may be a drive that is away. */
function makeNamedDirectory(word: string): void {
  if (!word.includes(path.sep) || existsSync(word) || !existsSync(path.dirname(path.resolve(word)))) return;
  mkdirSync(word, { mode: 0o700 });
}
