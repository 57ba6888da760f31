import { useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { keyTyped } from '../../core/keys/read-key-file.ts';
import { type Loaded, useLoad } from '../hooks/use-load.ts';
import { useShell } from '../shell/shell-context.ts';
import type { FileStates } from './file-states.ts';
import {
  compareWithNow,
  isQuickToCompare,
  type OpenedBackup,
  openForReading,
  type ReadIndex,
  readIndex,
} from './open-backup.ts';

export type OpenedControl = Loaded<OpenedBackup> & {
  /** What was typed for a key last; null: nothing yet. */
  tried: string | null;
  /** Opens it again with this key, or the one in this file, besides the known ones. */
  tryKey: (typed: string) => void;
  reload: () => void;
};

/** Opens a backup for as long as the screen is there. */
export function useOpenedBackup(entry: Pick<CatalogEntry, 'locations'>): OpenedControl {
  const { context } = useShell();
  // An object, so that the same path is looked at once more: its drive may be there by now.
  const [tried, setTried] = useState<{ typed: string } | null>(null);
  const opened = useLoad(
    async (signal) => {
      const key = tried && (await keyTyped(context.world, tried.typed));
      return await openForReading(context, entry, key, signal);
    },
    [entry, tried],
  );
  return { ...opened, tried: tried?.typed ?? null, tryKey: (typed) => setTried({ typed }) };
}

/** The files of an open backup; read again when it was opened with another key. Nothing as long as it is null. */
export function useFileIndex(opened: OpenedBackup | null): Loaded<ReadIndex | null> {
  const read = useLoad(
    async (signal) => (opened === null ? null : await readIndex(opened, { signal })),
    [opened],
  );
  // What was loaded before stays until the new is there. Here it would be what another key could read.
  return read.value && read.value.of !== opened ? { state: 'loading', value: null } : read;
}

export type StatesControl = Loaded<FileStates | null> & {
  /** Compares a large backup too; null where it is compared already, or cannot be. */
  compare: (() => void) | null;
};

/** What has become of the files: known soon for a small backup, on request for a large one. */
export function useFileStates(opened: OpenedBackup | null, read: ReadIndex | null): StatesControl {
  const { context } = useShell();
  const { installation } = context;
  const [isAsked, ask] = useState(false);
  const canCompare = opened !== null && read !== null && installation !== null;
  const isWanted = canCompare && (isAsked || isQuickToCompare(opened));
  const states = useLoad(
    async (signal) => (isWanted ? await compareWithNow(opened, installation, read.index, signal) : null),
    [isWanted, read],
  );
  const isStale = states.value !== null && !(read && states.value.isOf(read.index));
  const current: Loaded<FileStates | null> = isStale ? { state: 'loading', value: null } : states;
  return { ...current, compare: canCompare && !isWanted ? () => ask(true) : null };
}
