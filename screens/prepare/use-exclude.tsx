import { type ReactNode, useState } from 'react';
import { changeExclude } from '../../core/prepare/default-exclude.ts';
import type { Detail } from '../../core/prepare/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { Dialog } from '../components/dialog.tsx';
import { useShell } from '../shell/shell-context.ts';
import { figureOf } from './signs.ts';
import { prepareText as words } from './text.ts';
import type { ReportControl } from './use-report.ts';

interface ExcludeControl {
  /** Asks whether this entry is left out, or carried again where it is left out now. */
  ask: (entry: string, detail: Detail | null) => void;
  dialog: ReactNode;
}

/** Leaves something out of every backup, or takes it in again, after a question. */
export function useExclude({ state, step, again }: ReportControl): ExcludeControl {
  const { context, say } = useShell();
  const [asked, setAsked] = useState<{ entry: string; detail: Detail | null } | null>(null);
  const change = async (entry: string, isLeftOut: boolean) => {
    setAsked(null);
    try {
      const entries = await changeExclude(await openSettings(context.home), [entry], isLeftOut);
      step({ do: 'exclude', entries });
      say((isLeftOut ? words.leave : words.take).said(entry), 'good');
      again(['exclude', 'parts-size']);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'danger');
    }
  };
  const dialog = asked && question(asked, state.exclude.includes(asked.entry), change, () => setAsked(null));
  return { ask: (entry, detail) => setAsked({ entry, detail }), dialog };
}

function question(
  { entry, detail }: { entry: string; detail: Detail | null },
  isLeftOut: boolean,
  change: (entry: string, isLeftOut: boolean) => Promise<void>,
  drop: () => void,
): ReactNode {
  const kind = isLeftOut ? words.take : words.leave;
  const facts = isLeftOut ? words.take.facts : words.leave.facts(detail ? figureOf(detail) : '');
  return (
    <Dialog
      title={kind.title(entry)}
      tone="attention"
      lines={facts}
      choices={[{ label: kind.yes, run: () => void change(entry, !isLeftOut) }]}
      onCancel={drop}
    />
  );
}
