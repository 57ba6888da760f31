import type { Content } from '../draw/spans.ts';
import { Footer } from '../shell/footer.tsx';
import { MessageLine } from '../shell/message-line.tsx';
import { Raised, useLayer } from '../shell/use-layer.tsx';
import { Frame } from './frame.tsx';
import { TextField, useField } from './text-field.tsx';

interface AskFieldProps {
  title: string;
  lines: readonly Content[];
  label: string;
  initial?: string;
  onSubmit: (value: string) => void;
  onCancel: () => void;
}

/** A question that a line of text answers. For a page's `dialog`. */
export function AskField({ title, lines, label, initial, onSubmit, onCancel }: AskFieldProps) {
  const field = useField(initial);
  useLayer({ bindings: [], isModal: true });
  return (
    <>
      <Frame title={title} lines={lines} />
      <Raised>
        <TextField field={field} label={label} isActive onSubmit={onSubmit} onCancel={onCancel} />
      </Raised>
      <MessageLine />
      <Footer bindings={[]} />
    </>
  );
}
