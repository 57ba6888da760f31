import { useState } from 'react';
import { dayAndTime } from '../../core/calendar.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { KeptRestore } from '../../core/restore/undo.ts';
import { Dialog } from '../components/dialog.tsx';
import { useAttempt } from '../hooks/use-attempt.ts';
import { partName } from '../part-name.ts';
import type { Binding } from '../shell/binding.ts';
import { useShell } from '../shell/shell-context.ts';
import { restoreResultText as words } from './result-text.ts';

/** More are told by their number. */
const mostNamed = 4;

/** The way back from the last restore: its key, its question, and the job that answers it. Null where none is kept. */
export function useUndo(last: KeptRestore | null) {
  const { context, replace } = useShell();
  const attempt = useAttempt();
  const [isAsking, ask] = useState(false);
  if (last === null) return null;
  const takeBack = () =>
    attempt(async () => {
      ask(false);
      const { record } = await context.jobs.start({ kind: 'undo' }, null);
      replace({ screen: 'job', params: { id: record.id } });
    });
  const binding: Binding = {
    keys: ['u'],
    label: words.undoKey,
    short: words.undoShort,
    run: () => ask(true),
  };
  const things = [...last.parts, ...last.paths];
  const what = things.length > mostNamed ? words.things(things.length) : things.map(partName).join(', ');
  const zone = timeZoneOf(context.installation);
  const dialog = isAsking && (
    <Dialog
      title={words.undoTitle}
      lines={[
        words.undoWhat(what, dayAndTime(new Date(last.at), context.world.now(), zone)),
        ...words.undoLines,
      ]}
      cancelLabel={words.undoNo}
      choices={[{ label: words.undoYes, run: () => void takeBack() }]}
      onCancel={() => ask(false)}
    />
  );
  return { ask: () => ask(true), binding, dialog };
}
