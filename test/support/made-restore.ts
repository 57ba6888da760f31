/** A plan of a restore that is data only, for the screens. */
import type { PlannedMember, RestorePlan } from '../../core/restore/types.ts';

export const madeMember: PlannedMember = {
  name: 'homeassistant.tar.gz',
  offset: 512,
  part: 'homeassistant',
  size: 212e6,
  keyLabel: 'Lifeboat key',
  target: '/config',
  owner: null,
  measured: { files: 2914, folders: 120, bytes: 410e6 },
  changes: { replaced: 12, added: 3, removed: 5, same: 2899 },
  flaw: null,
};

export const madeRestorePlan: RestorePlan = {
  kind: 'in-place',
  backup: { id: 'a3f2', name: 'Every day', date: '2026-11-20T03:00:00Z', homeassistantVersion: '2026.12.0' },
  parts: ['homeassistant', 'database', 'ssl'],
  paths: [],
  askedParts: null,
  members: [
    madeMember,
    {
      ...madeMember,
      part: 'ssl',
      target: '/ssl',
      changes: { replaced: 3, added: 0, removed: 0, same: 0 },
    },
  ],
  to: '/config',
  installation: { config: '/config', version: '2026.11.2', databaseFiles: [] },
  space: [{ path: '/config', free: 41e9, need: 410e6 }],
  leftOut: [
    { path: 'core_mosquitto', reason: 'apps are restored by the Supervisor' },
    { path: 'core_ssh', reason: 'apps are restored by the Supervisor' },
  ],
  kept: ['homeassistant/backups', 'homeassistant/.cache'],
  notes: [
    {
      code: 'NEWER_HOME_ASSISTANT',
      message:
        'The backup is of Home Assistant 2026.12.0, this is 2026.11.2: update it to that version, or its database and settings may not be read.',
      isForAfter: true,
    },
  ],
};
