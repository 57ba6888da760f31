import { useState } from 'react';
import { type Content, fitSpans, type Span, toSpans } from '../draw/spans.ts';
import { type Binding, backBinding } from '../shell/binding.ts';
import { Footer } from '../shell/footer.tsx';
import { useLook } from '../shell/look.ts';
import { MessageLine } from '../shell/message-line.tsx';
import { useLayer } from '../shell/use-layer.tsx';
import type { Role } from '../terminal/theme.ts';
import { text } from '../text.ts';
import { Frame } from './frame.tsx';

export interface Choice {
  label: string;
  run: () => void;
}

interface DialogProps {
  title: string;
  tone?: Role;
  /** The facts that the answer depends on. */
  lines: readonly Content[];
  choices: readonly Choice[];
  /** Of the choice that is always there, first and selected: to do nothing. */
  cancelLabel?: string;
  /** Nothing can be lost by any choice: then to do nothing comes last. */
  isHarmless?: boolean;
  onCancel: () => void;
}

/** A question. What Enter does at first is to leave everything as it is. */
export function Dialog(props: DialogProps) {
  const { title, tone = 'accent', lines, choices, cancelLabel, isHarmless = false, onCancel } = props;
  const { glyphs, layout } = useLook();
  const [selected, select] = useState(0);
  const cancel: Choice = { label: cancelLabel ?? text.goBack, run: onCancel };
  const all = isHarmless ? [...choices, cancel] : [cancel, ...choices];
  const move = (by: number) => select((at) => Math.max(0, Math.min(all.length - 1, at + by)));
  const bindings: Binding[] = [
    { keys: ['enter'], label: text.dialog.choose, run: () => all[selected]?.run() },
    backBinding(onCancel),
    { keys: ['up', 'k', 'shift-tab'], label: text.keys.up, group: 'move', run: () => move(-1) },
    { keys: ['down', 'j', 'tab'], label: text.keys.down, group: 'move', run: () => move(1) },
  ];
  useLayer({ bindings, isModal: true });
  const rows: Span[][] = all.map(({ label }, index) =>
    index === selected
      ? [
          { text: '> ', role: 'accent' },
          { text: label, role: 'accent' },
        ]
      : [{ text: `  ${label}` }],
  );
  // The choices matter most: in a low window the facts give way.
  const room = Math.max(0, layout.bodyRows + layout.hintRows - rows.length - 3);
  const facts = lines.slice(0, room).map((line) => fitSpans(toSpans(line, glyphs), layout.width, glyphs));
  return (
    <>
      <Frame title={title} tone={tone} lines={[...facts, '', ...rows]} />
      <MessageLine />
      <Footer bindings={bindings} />
    </>
  );
}
