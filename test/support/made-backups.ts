/** Backups for tests of screens, without archives. */
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import type { BackupsModel } from '../../screens/backups/model.ts';

export function madeBackup(parts: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    id: '5f0c91aa',
    name: 'Every day',
    date: '2026-11-20T03:00:00Z',
    type: 'full',
    encrypted: false,
    size: 412e6,
    maker: 'lifeboat',
    homeassistantVersion: '2026.11.2',
    parts: ['homeassistant', 'database', 'share', 'ssl', 'core_mosquitto', 'core_ssh'],
    plan: 'nightly',
    device: null,
    complete: true,
    whole: true,
    locations: [
      { name: 'usb', path: '/mnt/usb/every-day.tar' },
      { name: 'nas', path: '/mnt/nas/every-day.tar' },
    ],
    ...parts,
  };
}

export function madeBackups(parts: Partial<BackupsModel> & { backups?: CatalogEntry[] } = {}): BackupsModel {
  const { backups = [madeBackup()], ...rest } = parts;
  return {
    catalog: { backups, problems: [] },
    waiting: [],
    places: ['usb', 'nas'],
    dead: [],
    pinned: new Set(),
    checks: new Map(),
    timeZone: 'UTC',
    ...rest,
  };
}
