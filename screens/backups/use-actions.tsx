import path from 'node:path';
import { type ReactNode, useState } from 'react';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { pin, unpin } from '../../core/catalog/pins.ts';
import type { JobWork } from '../../core/jobs/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { typedPath } from '../../core/typed-path.ts';
import { useAttempt } from '../hooks/use-attempt.ts';
import type { Binding } from '../shell/binding.ts';
import { useShell } from '../shell/shell-context.ts';
import { ActionDialog, type Question } from './action-dialog.tsx';
import { removeCopies } from './load.ts';
import type { BackupsModel } from './model.ts';
import { backupsText } from './text.ts';

interface ActionOptions {
  model: BackupsModel;
  /** What the verbs are about: the marked ones, else the selected one. */
  chosen: readonly CatalogEntry[];
  now: Date;
  /** The list is to be read again; nothing is marked any more. */
  onChanged: () => void;
}

export interface Actions {
  bindings: Binding[];
  /** The open question, for the page's `dialog`. */
  dialog: ReactNode;
}

/** What can be done with backups from their list. */
export function useActions({ model, chosen, now, onChanged }: ActionOptions): Actions {
  const { context, say, open } = useShell();
  const attempt = useAttempt();
  const [question, ask] = useState<Question | null>(null);
  const { keys, remove } = backupsText;
  const [first] = chosen;
  const whenNone = first ? null : keys.nothing;
  const whenSeveral = chosen.length > 1 ? keys.onlyOne : whenNone;

  const start = (work: JobWork) =>
    attempt(async () => {
      ask(null);
      const { record } = await context.jobs.start(work, null);
      open({ screen: 'job', params: { id: record.id } });
    });
  const togglePins = () =>
    attempt(async () => {
      const ids = chosen.map(({ id }) => id);
      const isOff = ids.every((id) => model.pinned.has(id));
      await (isOff ? unpin : pin)(await openSettings(context.home), ids);
      say(isOff ? backupsText.unpinned(ids.length) : backupsText.pinned(ids.length), 'good');
      onChanged();
    });
  const askToDelete = () => {
    const pinned = chosen.filter(({ id }) => model.pinned.has(id));
    if (pinned.length > 0) say(remove.pinned(pinned.length, chosen.length), 'attention');
    else ask({ about: 'delete', backups: chosen });
  };
  const deleteNow = (copies: readonly Copy[], stay: number) =>
    attempt(async () => {
      ask(null);
      say(remove.deleting);
      const { deleted, failed } = await removeCopies(context, copies);
      const [failure] = failed;
      if (failure) say(remove.failed(deleted.length, failed.length, failure.error.message), 'danger');
      else say(remove.deleted(deleted.length, stay), 'good');
      onChanged();
    });
  const copyNow = (entry: CatalogEntry, to: string) =>
    attempt(async () => {
      const [from] = entry.locations;
      const isName = model.places.includes(to.trim());
      const target = isName ? to.trim() : typedPath(context.world, to);
      ask(null);
      if (!from) return;
      if (!isName && entry.locations.some((copy) => path.dirname(copy.path) === target))
        say(backupsText.copyTo.isThere(target), 'attention');
      else await start({ kind: 'copy', id: entry.id, from, to: target });
    });

  const bindings: Binding[] = [
    {
      keys: ['r'],
      label: keys.restore,
      whenOff: whenSeveral,
      run: () => first && open({ screen: 'restore', params: { backup: first.id } }),
    },
    {
      keys: ['v'],
      label: keys.verify,
      help: keys.verifyHelp,
      whenOff: whenNone,
      run: () => ask({ about: 'verify', backups: chosen }),
    },
    {
      keys: ['d'],
      label: keys.delete,
      // What stays can be told only when all places have said what they hold.
      whenOff: model.waiting.length > 0 ? keys.waiting : whenNone,
      run: askToDelete,
    },
    {
      keys: ['p'],
      label: keys.pin,
      short: keys.pinShort,
      help: keys.pinHelp,
      whenOff: whenNone,
      run: () => void togglePins(),
    },
    {
      keys: ['c'],
      label: keys.copy,
      short: keys.copyShort,
      whenOff: whenSeveral,
      run: () => ask({ about: 'copy', backups: chosen }),
    },
  ];
  const dialog = question && (
    <ActionDialog
      question={question}
      model={model}
      now={now}
      onVerify={(copies) => void start({ kind: 'verify', copies, database: true })}
      onDelete={(copies, stay) => void deleteNow(copies, stay)}
      onCopy={(entry, to) => void copyNow(entry, to)}
      onCancel={() => ask(null)}
    />
  );
  return { bindings, dialog };
}
