import { useState } from 'react';
import type { Content } from '../draw/spans.ts';
import { widthOf } from '../draw/text.ts';
import type { Binding } from '../shell/binding.ts';
import { Footer } from '../shell/footer.tsx';
import { useLook } from '../shell/look.ts';
import { MessageLine } from '../shell/message-line.tsx';
import { useShell } from '../shell/shell-context.ts';
import { useLayer } from '../shell/use-layer.tsx';
import { splitGraphemes } from '../terminal/keys.ts';
import { text } from '../text.ts';
import { Caret } from './caret.tsx';
import { Frame, innerWidth } from './frame.tsx';

interface ConfirmWordProps {
  title: string;
  lines: readonly Content[];
  /** What has to be typed, e.g. `delete 3`: it names what is done, so nobody types it by habit. */
  word: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Terminals without bracketed paste send a paste as one chunk; nobody types this many keys into one. */
const fastestTyping = 3;

/** The question before something that cannot be undone: the word is typed, a paste is refused. */
export function ConfirmWord({ title, lines, word, onConfirm, onCancel }: ConfirmWordProps) {
  const { layout } = useLook();
  const { say } = useShell();
  const [typed, setTyped] = useState('');
  const bindings: Binding[] = [
    {
      keys: ['enter'],
      label: text.dialog.confirm,
      run: () => (typed.trim() === word ? onConfirm() : say(text.dialog.notTheWord(word), 'attention')),
    },
    { keys: ['escape'], label: text.dialog.cancel, run: onCancel },
    {
      keys: ['backspace', 'delete'],
      label: text.field.edits.eraseLeft,
      group: 'move',
      run: () => setTyped((now) => splitGraphemes(now).slice(0, -1).join('')),
    },
    // Nothing else moves from here: an arrow pressed by habit does not leave the question.
    { keys: ['left', 'right', 'up', 'down', 'tab', 'shift-tab'], label: '', group: 'move', run: () => {} },
  ];
  useLayer({
    bindings,
    isModal: true,
    onText: (input, isPasted) => {
      if (isPasted || splitGraphemes(input).length > fastestTyping) say(text.dialog.noPaste, 'attention');
      else setTyped((now) => now + input);
    },
  });
  const before = `${text.dialog.typeBefore}  ${word}  ${text.dialog.typeAfter} `;
  const answer = { text: typed, role: 'accent' as const };
  // A long word is typed below the question: what is typed must be seen.
  const isBelow = widthOf(before) + widthOf(word) >= innerWidth(layout.width);
  const question: Content[] = isBelow ? [before, [answer]] : [[before, answer]];
  const room = Math.max(1, layout.bodyRows + layout.hintRows - 3 - question.length);
  const shown = lines.slice(0, room);
  const caret = {
    x: 2 + (isBelow ? 0 : widthOf(before)) + widthOf(typed),
    y: shown.length + question.length,
  };
  return (
    <>
      <Caret at={caret}>
        <Frame title={title} tone="danger" lines={[...shown, ...question]} />
      </Caret>
      <MessageLine />
      <Footer bindings={bindings} />
    </>
  );
}
