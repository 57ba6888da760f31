import { useReducer } from 'react';
import { cutEnd, pad, widthOf } from '../draw/text.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { useLayer } from '../shell/use-layer.tsx';
import { splitGraphemes } from '../terminal/keys.ts';
import { text } from '../text.ts';
import { Caret } from './caret.tsx';
import { type FieldState, type FieldStep, fieldReducer, fieldValue } from './field-state.ts';
import { Line } from './line.tsx';

export interface FieldControl extends FieldState {
  value: string;
  step: (step: FieldStep) => void;
}

export function useField(initial = ''): FieldControl {
  const [state, step] = useReducer(fieldReducer, { before: initial, after: '' });
  return { ...state, value: fieldValue(state), step };
}

interface TextFieldProps {
  field: FieldControl;
  label: string;
  /** Takes the keys; of several fields only one does. */
  isActive: boolean;
  /** Draws a sign for every character: for keys and passwords. */
  isSecret?: boolean;
  /** Cells of the label's column, where several fields stand below each other. */
  labelWidth?: number;
  width?: number;
  onSubmit?: (value: string) => void;
  onCancel?: () => void;
}

/** One line of text with the terminal's own cursor. Up, Down and Tab are left to the form around it. */
export function TextField(props: TextFieldProps) {
  const { layout } = useLook();
  const { field, label, isActive, isSecret = false, width = layout.width } = props;
  useLayer(
    isActive
      ? { bindings: editKeys(props), onText: (input) => field.step({ do: 'insert', text: oneLine(input) }) }
      : null,
  );
  const name = `${pad(label, props.labelWidth ?? widthOf(label))} `;
  const draw = (part: string) => (isSecret ? '*'.repeat(splitGraphemes(part).length) : part);
  const room = Math.max(4, width - widthOf(name) - 1);
  const before = keepEnd(draw(field.before), room);
  const after = cutEnd(draw(field.after), room - widthOf(before));
  return (
    <Caret at={isActive ? { x: widthOf(name) + widthOf(before), y: 0 } : null}>
      <Line content={[name, { text: before + after, role: isActive ? 'accent' : 'plain' }]} width={width} />
    </Caret>
  );
}

/** The end of a text: where one types must be seen. */
function keepEnd(value: string, width: number): string {
  const graphemes = splitGraphemes(value);
  while (graphemes.length > 0 && widthOf(graphemes.join('')) > width) graphemes.shift();
  return graphemes.join('');
}

/** A paste may hold anything: its lines become one, and what cannot be seen is dropped. */
function oneLine(input: string): string {
  return input
    .replace(/[\r\n]+$/, '')
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/\p{Cc}/gu, '');
}

function editKeys({ field, onSubmit, onCancel }: TextFieldProps): Binding[] {
  const edit = (label: string, step: FieldStep, ...keys: string[]): Binding => ({
    keys,
    label,
    group: 'move',
    run: () => field.step(step),
  });
  const { edits } = text.field;
  return [
    ...(onSubmit ? [{ keys: ['enter'], label: text.field.done, run: () => onSubmit(field.value) }] : []),
    ...(onCancel ? [{ keys: ['escape'], label: text.field.cancel, run: onCancel }] : []),
    edit(edits.left, { do: 'left' }, 'left'),
    edit(edits.right, { do: 'right' }, 'right'),
    edit(edits.start, { do: 'start' }, 'home'),
    edit(edits.end, { do: 'end' }, 'end', 'ctrl-e'),
    edit(edits.eraseLeft, { do: 'erase-left' }, 'backspace'),
    edit(edits.eraseRight, { do: 'erase-right' }, 'delete', 'ctrl-d'),
    edit(edits.eraseAll, { do: 'erase-all' }, 'ctrl-u'),
  ];
}
