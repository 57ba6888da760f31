/** Where the parts of a backup go, and why some of them cannot. */
import type { Member, PartId } from '../archive/types.ts';
import type { Installation } from '../device/types.ts';
import { nameProblem } from './names.ts';

/** The folder of a part below the directory that is restored to. */
export function folderOf(part: PartId): string {
  const isFolder = ['homeassistant', 'share', 'ssl', 'media', 'addons/local', 'supervisor'].includes(part);
  return isFolder ? part : `apps/${part}`;
}

/** Why a part cannot even go to a directory; null where it can. */
export function whyNowhere({ part }: Member): string | null {
  const isOneName = part === 'addons/local' || (part !== '' && part !== '.' && !part.includes('/'));
  return nameProblem(part) ?? (isOneName ? null : 'its name is none that a folder can have');
}

/** The parts that can go back to where they came from. */
export const restorable = new Set(['homeassistant', 'share', 'ssl', 'media', 'addons/local']);

/** Why a part cannot go back to where it came from; null where it can. `isAsked`: by its name. */
export function whyNotInPlace(
  { part, listed }: Member,
  installation: Installation,
  isAsked: boolean,
): string | null {
  if (part === 'supervisor') return 'mounts and registries belong to the Supervisor: set them up again there';
  if (!restorable.has(part))
    return 'apps are restored by the Supervisor; their files can be brought out into a directory (--to DIR)';
  if (!listed && !isAsked)
    return 'it failed while the backup was made, so it is not complete; what there is can be brought out into a directory (--to DIR)';
  if (part !== 'homeassistant' && !installation.parts.some(({ id }) => id === part))
    return 'this installation has no such folder; its files can be brought out into a directory (--to DIR)';
  return null;
}

/** The folder of a part in the installation. */
export function targetInPlace(part: PartId, installation: Installation): string {
  if (part === 'homeassistant') return installation.config;
  return installation.parts.find(({ id }) => id === part)?.path ?? '';
}
