import { type ReactNode, useState } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { startPurge } from '../../core/prepare/purge.ts';
import type { CheckId } from '../../core/prepare/types.ts';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { prepareText as words } from './text.ts';
import type { ReportControl } from './use-report.ts';

interface PurgeControl {
  ask: () => void;
  dialog: ReactNode;
}

/** Has Home Assistant purge its history, after a question; where it wants a token, that is asked for next. */
export function usePurge({ state, step }: ReportControl, id: CheckId): PurgeControl {
  const { context, say } = useShell();
  const { layout } = useLook();
  const [isAsked, setAsked] = useState(false);
  const purge = async (repack: boolean) => {
    setAsked(false);
    const { installation } = context;
    if (!installation) return;
    say(words.purge.waiting);
    try {
      await startPurge(context.world, context.home, installation, { keepDays: null, repack });
      say(words.purge.started, 'good');
    } catch (error) {
      if (error instanceof LifeboatError && error.code === 'NO_TOKEN') {
        say('');
        step({ do: 'show', view: { name: 'token', id } });
      } else say(messageOf(error), 'danger');
    }
  };
  const days = state.checks.find((check) => check.id === 'keep-days')?.figure;
  const facts = words.purge.facts(typeof days === 'number' ? words.purge.days(days) : '');
  const dialog = isAsked && (
    <Dialog
      title={words.purge.title}
      tone="attention"
      lines={facts.flatMap((fact) => wrap(fact, innerWidth(layout.width)))}
      choices={[
        { label: words.purge.plain, run: () => void purge(false) },
        { label: words.purge.repack, run: () => void purge(true) },
      ]}
      onCancel={() => setAsked(false)}
    />
  );
  return { ask: () => setAsked(true), dialog: dialog || null };
}

/** What happened and the best way out. */
function messageOf(error: unknown): string {
  if (error instanceof LifeboatError) return [error.message, ...error.remedies.slice(0, 1)].join(' ');
  return error instanceof Error ? error.message : String(error);
}
