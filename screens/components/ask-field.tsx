import { wrap } from '../draw/text.ts';
import { Footer } from '../shell/footer.tsx';
import { useLook } from '../shell/look.ts';
import { MessageLine } from '../shell/message-line.tsx';
import { Raised, useLayer } from '../shell/use-layer.tsx';
import { Frame, innerWidth } from './frame.tsx';
import { TextField, useField } from './text-field.tsx';

interface AskFieldProps {
  title: string;
  /** Sentences, broken into rows here. */
  lines: readonly string[];
  label: string;
  initial?: string;
  onSubmit: (value: string) => void;
  onCancel: () => void;
}

/** A question that a line of text answers. For a page's `dialog`. */
export function AskField({ title, lines, label, initial, onSubmit, onCancel }: AskFieldProps) {
  const field = useField(initial);
  const { layout } = useLook();
  useLayer({ bindings: [], isModal: true });
  const rows = lines.flatMap((line) => wrap(line, innerWidth(layout.width)));
  return (
    <>
      <Frame title={title} lines={rows} />
      <Raised>
        <TextField field={field} label={label} isActive onSubmit={onSubmit} onCancel={onCancel} />
      </Raised>
      <MessageLine />
      <Footer bindings={[]} />
    </>
  );
}
