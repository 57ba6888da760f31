/** What would become of backups in a directory together with Home Assistant. */
import { realpathSync } from 'node:fs';
import type { Installation } from '../device/types.ts';
import type { World } from '../world.ts';
import { groundOf, isApart } from './ground.ts';

export interface Safety {
  isRisk: boolean;
  /** A sentence. */
  message: string;
}

/** Of a directory that has just answered. */
export function safetyOf(world: World, directory: string, installation: Installation): Safety[] {
  const { config, backups, parts } = installation;
  const place = groundOf(world, directory);
  const isOutside = isApart(place, groundOf(world, config));
  // The parts are not touched: one may be a mount that is dead.
  const ways = [directory, realpathSync(directory)];
  const isIn = (folder: string) => ways.some((way) => `${way}/`.startsWith(`${folder}/`));
  const around = parts.find(({ id, path }) => id !== 'database' && isIn(path));
  const isCarried = around !== undefined && !isIn(backups);
  return [
    { isRisk: !isOutside, message: isOutside ? apart : place.isPassing ? passing : together },
    ...(isCarried ? [{ isRisk: true, message: carried(around.path) }] : []),
  ];
}

const apart = 'It is on another drive than Home Assistant.';
const together = 'It is on the same drive as Home Assistant, and would be lost together with it.';
const passing =
  'It is not on a drive: what is kept there is gone when the system or its container starts anew.';

function carried(part: string): string {
  return `It is inside ${part}: what Home Assistant itself backs up carries it along.`;
}
