import type { PartId } from '../core/archive/types.ts';

const names: Readonly<Record<string, string>> = {
  homeassistant: 'Home Assistant',
  database: 'history database',
  'addons/local': 'local apps',
};

/** A part as people call it: `Home Assistant`, `history database`, `share`, the slug of an app. */
export function partName(part: PartId): string {
  return names[part] ?? part;
}
