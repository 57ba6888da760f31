/** What a backup tells about itself, in `./backup.json`. */
import { byHand } from '../archive/summary.ts';
import type { BackupPlan } from './types.ts';

export interface Author {
  /** Of this program. */
  version: string;
  /** A UUID that tells this device from others. */
  deviceId: string;
}

/**
 * What both of Home Assistant's readers take: every type right, as one wrong type hides every backup of a Home Assistant;
 * no version of the Supervisor, which would refuse one that is newer than its own; no `instance_id`, by which Home
 * Assistant's retention would take the backup for its own; flat strings in `extra`.
 */
export function backupMetadata(
  plan: BackupPlan,
  { version, deviceId }: Author,
  { isEncrypted, isComplete }: { isEncrypted: boolean; isComplete: boolean },
): object {
  const hasConfiguration = plan.parts.some(({ id }) => id === 'homeassistant');
  return {
    slug: plan.slug,
    version: 2,
    name: plan.name,
    date: plan.date,
    type: 'partial',
    extra: {
      'lifeboat.version': version,
      'lifeboat.device': deviceId,
      'lifeboat.plan': plan.schedule ?? byHand,
      'lifeboat.complete': String(isComplete),
    },
    // Without a version Home Assistant restores no configuration; this one is older than all.
    ...(hasConfiguration && {
      homeassistant: { version: plan.installation.version ?? '0.0.0', exclude_database: !plan.database },
    }),
    compressed: true,
    folders: plan.parts.map(({ id }) => id).filter((id) => id !== 'homeassistant'),
    protected: isEncrypted,
    addons: [],
    repositories: [],
  };
}
