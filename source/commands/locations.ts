import path from 'node:path';
import { Command } from 'commander';
import { LifeboatError } from '../../core/errors.ts';
import { formatBytes } from '../../core/format.ts';
import { directoryLocation } from '../../core/locations/directory.ts';
import { addressOf } from '../../core/locations/settings.ts';
import { measurePlaces } from '../../core/status/places.ts';
import type { Context } from '../context.ts';
import { table } from '../output/table.ts';
import type { Start } from '../program.ts';

export function locationsCommand(start: Start): Command {
  const locations = new Command('locations')
    .description('where backups are kept; alone: all of them, and what is free there')
    .action((_options: object, command: Command) => start(command, list));
  locations
    .command('add')
    .description('keep backups in a directory: on a drive, or on a share that is mounted')
    .argument('<name>', 'what it is called, e.g. usb')
    .argument('<dir>')
    .action((name: string, directory: string, _options: object, command: Command) =>
      start(command, (context) => add(context, name, directory)),
    );
  locations
    .command('remove')
    .description('forget a location; the backups in it stay')
    .argument('<name>')
    .action((name: string, _options: object, command: Command) =>
      start(command, (context) => forget(context, name)),
    );
  locations
    .command('test')
    .description('write a small file there and remove it')
    .argument('[name]', 'without it, all of them')
    .action((name: string | undefined, _options: object, command: Command) =>
      start(command, (context) => test(context, name)),
    );
  return locations;
}

async function list(context: Context): Promise<undefined> {
  const { output } = context;
  const locations = await context.locations();
  const installation = await context.installationIfAny();
  const places = await measurePlaces(locations, installation?.config ?? null);
  output.document({ locations: places });
  const rows = places.map(({ name, path: where, free, isOutside }) => [
    name,
    free === null ? 'CANNOT BE REACHED' : `${formatBytes(free)} free`,
    isOutside ? 'another drive' : '',
    where,
  ]);
  for (const line of table(rows)) output.print(line);
  return undefined;
}

async function add(context: Context, name: string, directory: string): Promise<undefined> {
  const settings = await context.settings();
  const known = settings.get('locations');
  const where = path.resolve(directory);
  if (name === '' || name.includes('/')) throw badName('A name has no / in it: that would be a directory.');
  if (known.some((location) => location.name === name)) throw badName(`There is a location ${name} already.`);
  await directoryLocation(name, where).test(context.world.now());
  await settings.set('locations', [...known, { name, kind: 'directory', path: where }]);
  context.output.document({ location: { name, kind: 'directory', path: where } });
  context.output.print(`Backups are kept in ${where} from now on, as "${name}".`);
  if (known.length === 0)
    context.output.note(
      'The backups directory of Home Assistant itself is not used any more; add it if it should be.',
    );
  return undefined;
}

async function forget(context: Context, name: string): Promise<undefined> {
  const settings = await context.settings();
  const known = settings.get('locations');
  const location = known.find((one) => one.name === name);
  if (!location) {
    throw new LifeboatError('not-found', 'LOCATION_UNKNOWN', `There is no location ${name}.`, {
      safe: 'Nothing was changed.',
      remedies: [`The locations are: ${known.map((one) => one.name).join(', ') || 'none'}.`],
    });
  }
  await settings.set(
    'locations',
    known.filter((one) => one !== location),
  );
  context.output.document({ removed: location });
  context.output.print(`Forgotten. The backups in ${addressOf(location)} stay.`);
  return undefined;
}

async function test(context: Context, name: string | undefined): Promise<undefined> {
  const { output, world } = context;
  const locations = await context.locations(name === undefined ? [] : [name]);
  for (const location of locations) {
    await location.test(world.now());
    output.print(`${location.name}: fine`);
  }
  output.document({ tested: locations.map((location) => ({ name: location.name, path: location.path })) });
  return undefined;
}

function badName(message: string): LifeboatError {
  return new LifeboatError('usage', 'LOCATION_NAME', message, {
    safe: 'Nothing was changed.',
    remedies: ['Choose another name.'],
  });
}
