import type { Span } from '../draw/spans.ts';

/**
 * The title row of a task in steps: `Restore    1 Backup   [2 Key]   3 Parts`. Give it to the page as its title. Where
 * room is short only the step at hand is named: `Restore    [2 Key] of 5`.
 */
export function stepBar(title: string, steps: readonly string[], current: number, width: number): Span[] {
  const name: Span = { text: `${title}    `, role: 'accent' };
  const words = steps.map((step, index) =>
    index === current ? `[${index + 1} ${step}]` : `${index + 1} ${step}`,
  );
  const whole = words.join('   ');
  if (name.text.length + whole.length > width) {
    return [name, { text: `${words[current] ?? ''} of ${steps.length}`, role: 'accent' }];
  }
  return [
    name,
    ...words.map((word, index): Span => {
      const role = index === current ? 'accent' : 'plain';
      return { text: index < words.length - 1 ? `${word}   ` : word, role };
    }),
  ];
}
