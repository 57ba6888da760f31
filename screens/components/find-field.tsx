import { useEffect } from 'react';
import { useLook } from '../shell/look.ts';
import { text } from '../text.ts';
import { Line } from './line.tsx';
import { TextField, useField } from './text-field.tsx';
import type { FindControl } from './use-find.ts';

/** The row above a list while something is looked for in it; takes no room otherwise. */
export function FindField<Item>({ find }: { find: FindControl<Item> }) {
  const { layout } = useLook();
  if (find.isTyping) return <Typing find={find} />;
  if (find.query === '') return null;
  return (
    <Line content={[`${text.find.prompt} `, { text: find.query, role: 'accent' }]} width={layout.width} />
  );
}

function Typing<Item>({ find }: { find: FindControl<Item> }) {
  const field = useField(find.query);
  const { setQuery } = find;
  const { value } = field;
  // biome-ignore lint/correctness/useExhaustiveDependencies: setQuery is the list's own, made anew at every draw
  useEffect(() => setQuery(value), [value]);
  return (
    <TextField field={field} label={text.find.prompt} isActive onSubmit={find.keep} onCancel={find.drop} />
  );
}

/** Rows that the field takes of those of the list. */
export function findRows<Item>({ isTyping, query }: FindControl<Item>): number {
  return isTyping || query !== '' ? 1 : 0;
}
