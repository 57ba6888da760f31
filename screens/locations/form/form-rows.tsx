import { keepText } from '../../../core/retention/words.ts';
import { labelled } from '../../components/labelled.ts';
import { List } from '../../components/list.tsx';
import { RowField } from '../../components/row-field.tsx';
import type { ListControl } from '../../components/use-list.ts';
import type { Content } from '../../draw/spans.ts';
import { locationsText } from '../text.ts';
import { type FormStep, isTextRow, type LocationForm, type RowName } from './form.ts';

interface FormRowsProps {
  form: LocationForm;
  rows: readonly RowName[];
  list: ListControl;
  step: (step: FormStep) => void;
  /** Home Assistant's own directory, where that is a question. */
  own: string;
  onNext: () => void;
  onLeave: () => void;
  /** A question stands over the form and takes the keys. */
  isCovered: boolean;
}

const labelWidth = 10;
const { form: words, encryption, keepsAsPlanned } = locationsText;

/** The rows that are on the screen; the selected one is typed into, where it is a text. */
export function FormRows({ form, rows, list, step, own, onNext, onLeave, isCovered }: FormRowsProps) {
  const selected = rows[list.index];
  return (
    <List
      list={list}
      cells={(index) => {
        const row = rows[index];
        if (row === 'save') return [{ content: words.save, width: 'grow' }];
        return row ? labelled(words.labels[row], labelWidth, contentOf(row, form, own)) : [];
      }}
      typed={
        isTextRow(selected) && !isCovered
          ? (width) => (
              <RowField
                key={selected}
                label={words.labels[selected]}
                labelWidth={labelWidth}
                width={width}
                initial={form.values[selected]}
                isSecret={selected === 'password'}
                onChange={(text) => step({ do: 'type', into: selected, text })}
                onSubmit={onNext}
                onCancel={onLeave}
              />
            )
          : null
      }
      isLastApart
    />
  );
}

function contentOf(row: Exclude<RowName, 'save'>, form: LocationForm, own: string): Content {
  if (row === 'password') return '*'.repeat(form.values.password.length);
  if (isTextRow(row)) return form.values[row];
  switch (row) {
    case 'drive':
      return form.drive ? form.drive.label || form.drive.uuid : { text: words.chooseDrive, role: 'muted' };
    case 'encrypt':
      return form.encrypt === null ? encryption.default : form.encrypt ? encryption.always : encryption.never;
    case 'keep':
      return form.retention === null ? keepsAsPlanned : keepText(form.retention);
    case 'keepOwn':
      return `${form.keepsOwn ? '[x]' : '[ ]'} ${words.keepOwn(own)}`;
  }
}
