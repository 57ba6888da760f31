import { Box } from 'ink';
import { useEffect } from 'react';
import { Columns } from '../../components/columns.tsx';
import { Line } from '../../components/line.tsx';
import { Position } from '../../components/list.tsx';
import { TextField, useField } from '../../components/text-field.tsx';
import type { ListControl } from '../../components/use-list.ts';
import type { Content } from '../../draw/spans.ts';
import { useLook } from '../../shell/look.ts';
import { locationsText } from '../text.ts';
import { type FormStep, isTextRow, type LocationForm, type RowName, type TextName } from './form.ts';

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

const markWidth = 2;
const labelWidth = 10;
const { form: words, encryption } = locationsText;

/** The rows that are on the screen; the selected one is typed into, where it is a text. */
export function FormRows(props: FormRowsProps) {
  const { form, rows, list, isCovered } = props;
  const { layout } = useLook();
  const width = layout.width - markWidth;
  const drawn = rows.slice(list.first, list.first + list.rows).map((row, at) => {
    const isSelected = list.first + at === list.index;
    return (
      <Box key={row} height={1} flexShrink={0} marginTop={row === 'save' && rows.length < list.rows ? 1 : 0}>
        <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={markWidth} />
        {isSelected && isTextRow(row) && !isCovered ? (
          <TypedRow {...props} row={row} width={width} />
        ) : (
          <Columns
            cells={[
              { content: { text: words.labels[row], role: 'muted' }, width: row === 'save' ? 0 : labelWidth },
              {
                content: accented(contentOf(row, form, props.own), isSelected),
                width: 'grow',
                cut: 'middle',
              },
            ]}
            width={width}
          />
        )}
      </Box>
    );
  });
  return (
    <>
      {drawn}
      {list.count > list.rows && <Position list={list} width={layout.width} />}
    </>
  );
}

function accented(content: Content, isSelected: boolean): Content {
  return isSelected && typeof content === 'string' ? { text: content, role: 'accent' } : content;
}

function contentOf(row: RowName, form: LocationForm, own: string): Content {
  if (row === 'password') return '*'.repeat(form.values.password.length);
  if (isTextRow(row)) return form.values[row];
  switch (row) {
    case 'drive':
      return form.drive ? form.drive.label || form.drive.uuid : { text: words.chooseDrive, role: 'muted' };
    case 'encrypt':
      return form.encrypt === null ? encryption.default : form.encrypt ? encryption.always : encryption.never;
    case 'keepOwn':
      return `${form.keepsOwn ? '[x]' : '[ ]'} ${words.keepOwn(own)}`;
    case 'save':
      return words.save;
  }
}

function TypedRow({
  row,
  form,
  step,
  width,
  onNext,
  onLeave,
}: FormRowsProps & { row: TextName; width: number }) {
  const field = useField(form.values[row]);
  const { value } = field;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed goes into the form, not the other way
  useEffect(() => step({ do: 'type', into: row, text: value }), [value]);
  return (
    <TextField
      field={field}
      label={words.labels[row]}
      labelWidth={labelWidth + 1}
      width={width}
      isActive
      isSecret={row === 'password'}
      onSubmit={onNext}
      onCancel={onLeave}
    />
  );
}
