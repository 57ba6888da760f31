/** What the schedule asks, one question at a time. */
import { loopCommand, type TimerReport } from '../../core/schedule/timers/device.ts';
import type { TimerWish } from '../../core/schedule/timers/types.ts';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { scheduleText as words } from './text.ts';

export type Question = 'leave' | 'install' | 'remove' | 'loop' | 'forget';

export interface Answers {
  save: () => void;
  leave: () => void;
  install: () => void;
  remove: () => void;
  forget: () => void;
  cancel: () => void;
}

interface QuestionProps {
  question: Question;
  name: string;
  timer: TimerReport;
  wish: TimerWish | null;
  answers: Answers;
}

export function QuestionDialog({ question, name, timer, wish, answers }: QuestionProps) {
  const { layout } = useLook();
  const fold = (lines: readonly string[]) => lines.flatMap((line) => wrap(line, innerWidth(layout.width)));
  const { cancel } = answers;
  switch (question) {
    case 'leave':
      return (
        <Dialog
          title={words.leave.title}
          lines={fold(words.leave.lines)}
          choices={[
            { label: words.leave.save, run: answers.save },
            { label: words.leave.drop, run: answers.leave },
          ]}
          cancelLabel={words.leave.stay}
          onCancel={cancel}
        />
      );
    case 'install': {
      const { install: ask } = words;
      const isThere = timer.state === 'differs';
      return (
        <Dialog
          title={isThere ? ask.mendTitle : ask.title}
          lines={fold(isThere ? ask.mendLines(timer.where) : ask.lines(timer.where))}
          choices={[{ label: isThere ? ask.mend : ask.install, run: answers.install }]}
          cancelLabel={ask.later}
          isHarmless
          onCancel={cancel}
        />
      );
    }
    case 'remove':
      return (
        <Dialog
          title={words.remove.title}
          lines={fold(words.remove.lines(timer.where))}
          choices={[{ label: words.remove.remove, run: answers.remove }]}
          onCancel={cancel}
        />
      );
    case 'loop': {
      const command = wish ? loopCommand(wish) : 'lifeboat run --loop';
      return (
        <Dialog
          title={words.loop.title}
          lines={fold(timer.state === 'installed' ? [words.loop.running] : [...words.loop.lines, command])}
          choices={[]}
          cancelLabel={words.loop.ok}
          onCancel={cancel}
        />
      );
    }
    case 'forget':
      return (
        <Dialog
          title={words.forget.title(name)}
          tone="danger"
          lines={fold(words.forget.lines)}
          choices={[{ label: words.forget.forget, run: answers.forget }]}
          onCancel={cancel}
        />
      );
  }
}
