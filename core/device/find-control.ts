/** How Home Assistant is stopped and started on this device. */
import path from 'node:path';
import type { World } from '../world.ts';
import type { Place } from './places.ts';
import type { Control } from './types.ts';

/** `place.config` is the real path of the configuration. */
export async function findControl(world: World, place: Place): Promise<Control> {
  if (place.kind === 'demo') return { how: 'none', reason: 'A demo has no Home Assistant that runs.' };
  if (place.kind === 'app' || place.kind === 'os' || place.kind === 'supervised') return supervisor(world);
  if (place.container !== undefined) return { how: 'docker', container: place.container };
  const unit = await findUnit(world, place.config);
  if (unit !== null) return { how: 'systemd', unit };
  const reason = 'No container and no service was found that runs Home Assistant with this configuration.';
  return { how: 'none', reason };
}

/** Through its API, which needs the token that an app is given, or its own command `ha`. */
async function supervisor(world: World): Promise<Control> {
  if (world.env.SUPERVISOR_TOKEN) return { how: 'supervisor' };
  const command = await world.run('ha', ['core', 'info', '--raw-json'], { timeout: 20_000 });
  if (command.exitCode === 0) return { how: 'supervisor' };
  const reason =
    'The Supervisor cannot be asked: there is no SUPERVISOR_TOKEN, and the command ha does not work here.';
  return { how: 'none', reason };
}

/** Loaded units are found by pattern; a unit that is stopped and disabled only by its name. */
const unitNames = [
  '*.service',
  'home-assistant@homeassistant.service',
  'home-assistant.service',
  'homeassistant.service',
  'hass.service',
];
/** The start of Home Assistant's own program, alone or as a module of Python. */
const program = /(?:^|[\s/=])(?:hass|-m homeassistant)(?:\s|$)/;

/** The unit whose command runs Home Assistant with this configuration. */
async function findUnit(world: World, config: string): Promise<string | null> {
  const properties = 'Id,LoadState,ExecStart,User,WorkingDirectory';
  const shown = await world.run('systemctl', ['show', '--property', properties, ...unitNames], {
    timeout: 10_000,
  });
  if (shown.exitCode !== 0) return null;
  for (const block of shown.stdout.split('\n\n')) {
    const unit = new Map(block.split('\n').map((line) => splitOnce(line)));
    const command = /argv\[\]=(.*?) ;/.exec(unit.get('ExecStart') ?? '')?.[1] ?? '';
    if (unit.get('LoadState') !== 'loaded' || !program.test(command)) continue;
    if (configOf(world, command, unit.get('User') ?? '') === config) return unit.get('Id') ?? null;
  }
  return null;
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** What the command names, else the default of the user it runs as. */
function configOf(world: World, command: string, user: string): string {
  const named = /\s(?:-c|--config)[\s=]+(\S+)/.exec(command)?.[1];
  if (named !== undefined) return path.join(world.root, named);
  const home = user === '' || user === 'root' ? '/root' : `/home/${user}`;
  return path.join(world.root, home, '.homeassistant');
}
