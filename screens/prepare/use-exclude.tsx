import { type ReactNode, useState } from 'react';
import { changeExclude, weighEntry } from '../../core/prepare/default-exclude.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import type { Detail } from '../../core/prepare/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { AskField } from '../components/ask-field.tsx';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { hitLines } from './hit-lines.ts';
import { figureOf } from './signs.ts';
import { prepareText as words } from './text.ts';
import type { ReportControl } from './use-report.ts';

interface ExcludeControl {
  /** Asks whether this entry is left out, or carried again where it is left out now. */
  ask: (entry: string, detail: Detail | null) => void;
  /** Asks for a pattern first, and shows what it fits. */
  askPattern: () => void;
  dialog: ReactNode;
}

interface Question {
  entry: string;
  /** What it leaves out, before what that means. */
  facts: readonly string[];
}

/** Leaves something out of every backup, or takes it in again, after a question. */
export function useExclude({ state, step, again }: ReportControl): ExcludeControl {
  const { context, say } = useShell();
  const { layout } = useLook();
  const [asked, setAsked] = useState<Question | 'pattern' | null>(null);
  const close = () => setAsked(null);
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'danger');
    }
  };
  const change = (entry: string, isLeftOut: boolean) =>
    attempt(async () => {
      close();
      const entries = await changeExclude(await openSettings(context.home), [entry], isLeftOut);
      step({ do: 'exclude', entries });
      say((isLeftOut ? words.leave : words.take).said(entry), 'good');
      again(['exclude', 'parts-size']);
    });
  const weigh = (entry: string) =>
    attempt(async () => {
      close();
      const { world, home, installation, jobs } = context;
      if (entry === '' || !installation) return;
      say(words.pattern.waiting);
      const facts = hitLines(await weighEntry(await openSubject(world, home, installation, jobs), entry));
      say('');
      setAsked({ entry, facts });
    });
  const question = (question: Question) => {
    const isLeftOut = state.exclude.includes(question.entry);
    const kind = isLeftOut ? words.take : words.leave;
    return (
      <Dialog
        title={kind.title(question.entry)}
        tone="attention"
        lines={[...question.facts, ...kind.facts].flatMap((fact) => wrap(fact, innerWidth(layout.width)))}
        choices={[{ label: kind.yes, run: () => void change(question.entry, !isLeftOut) }]}
        onCancel={close}
      />
    );
  };
  const typing = (
    <AskField
      title={words.pattern.title}
      lines={words.pattern.what}
      label={words.pattern.field}
      onSubmit={(typed) => void weigh(typed.trim())}
      onCancel={close}
    />
  );
  return {
    ask: (entry, detail) => {
      const figure = detail ? figureOf(detail) : '';
      setAsked({ entry, facts: figure === '' ? [] : [words.leave.less(figure)] });
    },
    askPattern: () => setAsked('pattern'),
    dialog: asked === 'pattern' ? typing : asked && question(asked),
  };
}
