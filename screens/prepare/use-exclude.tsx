import { type ReactNode, useState } from 'react';
import { changeExclude } from '../../core/prepare/default-exclude.ts';
import type { Detail } from '../../core/prepare/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
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
  const { layout } = useLook();
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
  const isLeftOut = asked !== null && state.exclude.includes(asked.entry);
  const kind = isLeftOut ? words.take : words.leave;
  const figure = asked?.detail ? figureOf(asked.detail) : '';
  const facts = isLeftOut ? words.take.facts : words.leave.facts(figure);
  const dialog = asked && (
    <Dialog
      title={kind.title(asked.entry)}
      tone="attention"
      lines={facts.flatMap((fact) => wrap(fact, innerWidth(layout.width)))}
      choices={[{ label: kind.yes, run: () => void change(asked.entry, !isLeftOut) }]}
      onCancel={() => setAsked(null)}
    />
  );
  return { ask: (entry, detail) => setAsked({ entry, detail }), dialog };
}
