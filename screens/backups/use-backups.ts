import { useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { LifeboatError } from '../../core/errors.ts';
import { type Loaded, useLoad } from '../hooks/use-load.ts';
import { useShell } from '../shell/shell-context.ts';
import type { KeyState } from './detail.ts';
import { keyLabels, loadBackups } from './load.ts';
import type { BackupsModel } from './model.ts';

export type BackupsControl = Loaded<BackupsModel> & { reload: () => void };

/** The backups of all locations; those of the first to answer are there before the last has. */
export function useBackups(): BackupsControl {
  const { context } = useShell();
  const [early, setEarly] = useState<BackupsModel | null>(null);
  const loaded = useLoad(
    async (signal) => await loadBackups(context, (model) => signal.aborted || setEarly(model)),
    [context.home, context.installation],
  );
  return loaded.state === 'loading' && loaded.value === null ? { ...loaded, value: early } : loaded;
}

/** Which keys open the selected backup, looked up when the selection rests. */
export function useKeyState(entry: CatalogEntry | undefined): KeyState {
  const { context } = useShell();
  const loaded = useLoad(
    async (signal) => (entry ? { entry, labels: await keyLabels(context, entry, signal) } : null),
    [entry],
  );
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return { state: 'failed' };
  }
  // What was loaded for the entry before is still there while the next is looked up.
  if (loaded.value?.entry !== entry || !loaded.value) return { state: 'unknown' };
  return { state: 'known', labels: loaded.value.labels };
}
