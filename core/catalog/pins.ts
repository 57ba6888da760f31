/** Pinned backups are kept for ever: nothing deletes them as long as they are. */
import type { SettingsStore } from '../settings/types.ts';

export function isPinned(settings: SettingsStore, id: string): boolean {
  return settings.get('pinned').includes(id);
}

/** Pins these backups, besides those that are. */
export async function pin(settings: SettingsStore, ids: readonly string[]): Promise<void> {
  await settings.set('pinned', [...new Set([...settings.get('pinned'), ...ids])]);
}

export async function unpin(settings: SettingsStore, ids: readonly string[]): Promise<void> {
  await settings.set(
    'pinned',
    settings.get('pinned').filter((id) => !ids.includes(id)),
  );
}
