/** An archive in the few words of a list. */
import { createHash } from 'node:crypto';
import { isoTime } from './listed-file.ts';
import type { Archive, Maker, PartId } from './types.ts';

export interface Summary {
  /** The maker's slug; for an archive without one, a name of the same form made from its content's shape. */
  id: string;
  name: string;
  /** ISO 8601. */
  date: string;
  type: 'full' | 'partial';
  /** By what the members are, not by what the metadata says. */
  encrypted: boolean;
  size: number;
  maker: Maker;
  homeassistantVersion: string | null;
  /** What can be chosen for a restore: whole members that the metadata names, and the database inside the configuration. */
  parts: PartId[];
  /** The schedule's plan that made it; null: made by hand, or not by Lifeboat. Retention looks at such ones only. */
  plan: string | null;
  /** The device that made it, as Lifeboat's settings know it; null: not by Lifeboat. */
  device: string | null;
  /** False where its maker says that something could not be read. */
  complete: boolean;
}

/** By what the members are: settings may have been others when it was made. */
export function isEncrypted({ members }: Pick<Archive, 'members'>): boolean {
  return members.some(({ cipher }) => cipher !== 'none');
}

export function summarize(archive: Archive): Summary {
  const { metadata, members, source, maker } = archive;
  return {
    id: metadata?.slug || shapeId(archive),
    name: metadata?.name ?? '',
    date: dateOf(archive),
    type: metadata?.type ?? 'partial',
    encrypted: members.length > 0 ? isEncrypted(archive) : (metadata?.protected ?? false),
    size: source.size,
    maker,
    homeassistantVersion: metadata?.homeassistant?.version ?? null,
    parts: partsOf(archive),
    ...originOf(metadata?.extra ?? {}),
  };
}

/** What stands in place of a plan's name in `extra` of a backup that was made by hand. */
export const byHand = 'manual';

/** What Lifeboat notes in `extra` of its own backups. */
function originOf(extra: Record<string, unknown>): Pick<Summary, 'plan' | 'device' | 'complete'> {
  const { 'lifeboat.plan': plan, 'lifeboat.device': device, 'lifeboat.complete': complete } = extra;
  return {
    plan: typeof plan === 'string' && plan !== '' && plan !== byHand ? plan : null,
    device: typeof device === 'string' && device !== '' ? device : null,
    complete: complete !== 'false',
  };
}

const partOrder = ['homeassistant', 'database', 'share', 'ssl', 'media', 'addons/local'];

function partsOf({ metadata, members }: Archive): PartId[] {
  const parts = members
    .filter(({ listed, whole, part }) => listed && whole && part !== 'supervisor')
    .map((member) => member.part);
  if (parts.includes('homeassistant') && !metadata?.homeassistant?.excludeDatabase) parts.push('database');
  const rank = (part: PartId) => (partOrder.indexOf(part) + partOrder.length + 1) % (partOrder.length + 1);
  return parts.sort((a, b) => rank(a) - rank(b));
}

/** As the maker wrote it; where that is no date, when the last member was written. */
function dateOf({ metadata, members }: Archive): string {
  if (metadata && !Number.isNaN(Date.parse(metadata.date))) return metadata.date;
  return isoTime(Math.max(0, ...members.map((member) => member.mtime ?? 0)));
}

/** Eight hexadecimal digits, as of a slug; the same for every copy of the archive. */
function shapeId({ members, source }: Archive): string {
  const shape = members.map(({ name, offset, size, mtime }) => [name, offset, size, mtime]);
  return createHash('sha1')
    .update(JSON.stringify([source.size, shape]))
    .digest('hex')
    .slice(0, 8);
}
