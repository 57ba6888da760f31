import { Command } from 'commander';
import { type MemberKey, unlockArchive } from '../../core/archive/unlock.ts';
import { formatDate } from '../../core/calendar.ts';
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import { keyIn } from '../../core/keys/read-key-file.ts';
import { type KeyRing, noteShown, type RingKey } from '../../core/keys/ring.ts';
import { saveEmergencyKit } from '../../core/keys/save-kit.ts';
import type { Context, Start } from '../context.ts';
import { readInput } from '../input.ts';
import { withArchive } from '../open-entry.ts';
import { aBackup } from '../output/options.ts';
import { table } from '../output/table.ts';

export function keyCommand(start: Start): Command {
  const key = new Command('key')
    .description('the encryption keys that this device knows; alone: their names')
    .action((_options: object, command: Command) => start(command, list));
  key
    .command('reveal')
    .description('print a key: write it down, and keep it away from this device')
    .argument('[label]', 'the name of a key; without one, the key of new backups')
    .action((label: string | undefined, _options: object, command: Command) =>
      start(command, (context) => reveal(context, label)),
    );
  key
    .command('kit')
    .description('write an emergency kit: a text file with the key, to be kept away from this device')
    .argument('<file>', 'a file that does not exist yet')
    .option('--label <label>', 'the name of a key; without it, the key of new backups')
    .action((file: string, { label }: { label?: string }, command: Command) =>
      start(command, (context) => writeKit(context, file, label)),
    );
  key
    .command('add')
    .description('add a key from --key-file FILE or standard input, to open backups with')
    .option('--label <label>', 'a name for it')
    .option('--current', 'encrypt new backups with it')
    .action((options: AddOptions, command: Command) => start(command, (context) => add(context, options)));
  key
    .command('check')
    .description('which key opens a backup')
    .argument('<backup>', aBackup)
    .action((word: string, _options: object, command: Command) =>
      start(command, (context) => check(context, word)),
    );
  return key;
}

async function list(context: Context): Promise<undefined> {
  const { output } = context;
  const { keys, current } = await context.keyRing();
  const shown = keys.map((key) => ({ ...withoutSecret(key), current: key.id === current?.id }));
  output.document({ keys: shown });
  if (shown.length === 0) output.print('No key yet: the first encrypted backup brings one.');
  const zone = await context.zone();
  const rows = shown.map(({ label, created, current: isCurrent, shown: seen }) => [
    label,
    formatDate(created, zone),
    isCurrent ? 'for new backups' : '',
    seen === null ? 'NOT SAVED OUTSIDE YET' : '',
  ]);
  for (const line of table(rows)) output.print(line);
  return undefined;
}

function withoutSecret({ secret: _, ...rest }: RingKey): Omit<RingKey, 'secret'> {
  return rest;
}

async function reveal(context: Context, label: string | undefined): Promise<undefined> {
  const ring = await context.keyRing();
  const key = find(ring, label);
  context.output.document({ label: key.label, key: key.secret });
  context.output.print(key.secret);
  await noteShown(ring, key, context.world.now());
  return undefined;
}

async function writeKit(context: Context, file: string, label: string | undefined): Promise<undefined> {
  const ring = await context.keyRing();
  const key = find(ring, label);
  const installation = await context.installationIfAny();
  const target = await saveEmergencyKit(context.world, ring, key, installation, file);
  context.output.document({ label: key.label, file: target });
  context.output.print(`The emergency kit is in ${target}. Copy it off this device, then delete it here.`);
  return undefined;
}

interface AddOptions {
  label?: string;
  current?: true;
}

async function add(context: Context, { label, current }: AddOptions): Promise<undefined> {
  const secret = (await context.givenKey()) ?? (await keyFromInput());
  const ring = await context.keyRing();
  const key = await ring.add({
    secret,
    source: 'given',
    created: context.world.now(),
    ...(label === undefined ? {} : { label }),
    current: current === true || ring.current === null,
  });
  context.output.document({ key: { ...withoutSecret(key), current: ring.current?.id === key.id } });
  context.output.print(`Added as "${key.label}".`);
  return undefined;
}

async function keyFromInput(): Promise<string> {
  if (!process.stdin.isTTY) return keyIn(await readInput(), 'The standard input');
  throw new LifeboatError('usage', 'KEY_NOT_GIVEN', 'No key was given.', {
    safe: 'Nothing was changed.',
    remedies: ['lifeboat key add --key-file FILE', 'lifeboat key add < FILE'],
  });
}

async function check(context: Context, word: string): Promise<number> {
  const { output } = context;
  const backup = await context.findBackup(word);
  return withArchive(context, backup, async (archive, candidates) => {
    const keys = await unlockArchive(archive, candidates);
    const members = [...keys].map(([{ name, cipher }, key]) => ({
      name,
      cipher,
      opens: key !== null && key !== 'damaged',
      label: key !== null && typeof key === 'object' ? key.label : null,
    }));
    output.document({ id: backup.id, opens: members.every(({ opens }) => opens), members });
    const rows = [...keys].map(([{ name }, key]) => [name, whatOpens(key)]);
    for (const line of table(rows)) output.print(line);
    if ([...keys.values()].includes('damaged')) return exitCodes.damaged;
    return members.every(({ opens }) => opens) ? 0 : exitCodes['wrong-key'];
  });
}

function whatOpens(key: MemberKey): string {
  if (key === null) return 'NO KNOWN KEY FITS';
  if (key === 'none-needed') return 'not encrypted';
  return key === 'damaged' ? 'DAMAGED: no key can be tried on it' : `opens with ${key.label}`;
}

/** The key of this name or id, or the current one. */
function find({ keys, current }: KeyRing, label: string | undefined): RingKey {
  const key = label === undefined ? current : keys.find((one) => one.label === label || one.id === label);
  if (key) return key;
  const message = label === undefined ? 'There is no key yet.' : `There is no key called ${label}.`;
  throw new LifeboatError('not-found', 'KEY_NOT_FOUND', message, {
    safe: 'Nothing was changed.',
    remedies: ['See the names: lifeboat key', 'Add one: lifeboat key add --key-file FILE'],
  });
}
