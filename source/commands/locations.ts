import { Command, Option } from 'commander';
import { formatBytes } from '../../core/format.ts';
import { fileSystemName, isFat, listDrives } from '../../core/locations/drives.ts';
import { forgetLocation } from '../../core/locations/manage.ts';
import { measurePlaces, placeText } from '../../core/locations/places.ts';
import { addressOf } from '../../core/locations/settings.ts';
import { keepText } from '../../core/retention/words.ts';
import type { Context, Start } from '../context.ts';
import { leavingOnSignals } from '../leave.ts';
import { table } from '../output/table.ts';
import { addLocation, editLocation, testLocations } from './locations-change.ts';

const where = 'a directory, //host/share[/folder], host:/export[/folder], or usb:LABEL[/folder]';

export function locationsCommand(start: Start): Command {
  const locations = new Command('locations')
    .description('where backups are kept; alone: all of them, and what is free there')
    .action((_options: object, command: Command) =>
      start(command, (context) => leavingOnSignals(() => list(context))),
    );
  changing(locations.command('add'))
    .description('keep backups in one more place; it is tested first')
    .argument('<name>', 'what it is called, e.g. usb')
    .argument('<where>', where)
    .action((name: string, address: string, options, command: Command) =>
      start(command, (context) => addLocation(context, name, address, options)),
    );
  changing(locations.command('edit'))
    .description('change a location; it is tested first')
    .argument('<name>')
    .option('--name <name>', 'call it so')
    .option('--where <where>', where)
    .action((name: string, options, command: Command) =>
      start(command, (context) => editLocation(context, name, options)),
    );
  locations
    .command('forget')
    .alias('remove')
    .description('forget a location; the backups in it stay')
    .argument('<name>')
    .action((name: string, _options: object, command: Command) =>
      start(command, (context) => forget(context, name)),
    );
  locations
    .command('test')
    .description('try everything that a backup needs there, step by step')
    .argument('[name]', 'without it, all of them')
    .action((name: string | undefined, _options: object, command: Command) =>
      start(command, (context) => leavingOnSignals(() => testLocations(context, name))),
    );
  locations
    .command('drives')
    .description('the drives that are plugged in and could be used')
    .action((_options: object, command: Command) => start(command, drives));
  return locations;
}

/** What adding and changing have in common. */
function changing(command: Command): Command {
  return command
    .option('--user <name>', 'of a network share; WORKGROUP\\name where it needs one; guest: none')
    .option('--password-file <file>', 'its password, in the first line of a file; - reads standard input')
    .addOption(
      new Option('--encrypt <when>', 'encrypt the backups kept there').choices([
        'always',
        'never',
        'default',
      ]),
    )
    .option(
      '--keep <rule>',
      'what stays there of the backups of the schedule, as in `schedule set --keep`; none: as the plans say',
    )
    .option('--untested', 'save it even if it cannot be reached now');
}

async function list(context: Context): Promise<undefined> {
  const { output } = context;
  const locations = await context.locations();
  const installation = await context.installationIfAny();
  const [places, { backups }] = await Promise.all([
    measurePlaces(context.world, locations, installation?.config ?? null),
    context.catalog(),
  ]);
  const known = (await context.settings()).get('locations');
  const rows = places.map((place) => {
    const settings = known.find(({ name }) => name === place.name);
    return {
      ...place,
      encrypt: settings?.encrypt ?? null,
      keep: settings?.retention ?? null,
      backups: backups.filter((backup) => backup.locations.some(({ name }) => name === place.name)).length,
    };
  });
  output.document({ locations: rows });
  const lines = rows.map((row) => [
    row.name,
    placeText(row),
    row.isReachable ? String(row.backups) : '',
    row.keep ? keepText(row.keep) : '',
    row.isReachable ? (row.isOutside ? 'another drive' : 'the same drive') : '',
    row.path,
  ]);
  for (const line of table([['NAME', 'STATE', 'BACKUPS', 'KEEPS', 'SAFETY', 'WHERE'], ...lines], [2]))
    output.print(line);
  for (const { isReachable, isAway, message, refusal } of places) {
    const trouble = isReachable ? refusal : message;
    if (trouble && !isAway) output.note(trouble);
  }
  return undefined;
}

async function forget(context: Context, name: string): Promise<undefined> {
  const location = await forgetLocation(await context.settings(), context.home, name);
  context.output.document({ removed: location });
  context.output.print(`Forgotten. The backups in ${addressOf(location)} stay.`);
  return undefined;
}

async function drives(context: Context): Promise<undefined> {
  const { output } = context;
  const found = await listDrives(context.world);
  output.document({ drives: found });
  if (found.length === 0)
    output.print(
      'No drive is plugged in that could be used. It needs a file system: ext4, exFAT, FAT32 or NTFS.',
    );
  const rows = found.map((drive) => [
    drive.path,
    drive.label || '-',
    drive.uuid,
    isFat(drive) ? `${fileSystemName(drive)}, files below 4 GiB` : fileSystemName(drive),
    formatBytes(drive.size),
    drive.model,
    drive.mountPoint ?? 'not mounted',
  ]);
  for (const line of table(rows, [4])) output.print(line);
  return undefined;
}
