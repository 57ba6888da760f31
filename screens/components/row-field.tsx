import { useEffect } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { useShell } from '../shell/shell-context.ts';
import { TextField, useField } from './text-field.tsx';

interface RowFieldProps {
  label: string;
  /** Of the column of labels that the form has. */
  labelWidth: number;
  width: number;
  initial: string;
  isSecret?: boolean;
  /** With every key, where the form holds what is typed before it is taken. */
  onChange?: (value: string) => void;
  /** A LifeboatError that it throws is said, and what was typed stays to be mended. */
  onSubmit: (value: string) => void;
  onCancel: () => void;
}

/** A row of a form while it is typed into; for the list's `typed`. */
export function RowField({ labelWidth, initial, onChange, onSubmit, ...rest }: RowFieldProps) {
  const { say } = useShell();
  const field = useField(initial);
  const { value } = field;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed goes into the form, not the other way
  useEffect(() => onChange?.(value), [value]);
  const submit = (typed: string) => {
    try {
      onSubmit(typed);
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      say([error.message, ...error.remedies].join(' '), 'danger');
    }
  };
  // Two cells stand between the columns of a form, and one behind the label of a field.
  return <TextField field={field} labelWidth={labelWidth + 1} isActive onSubmit={submit} {...rest} />;
}
