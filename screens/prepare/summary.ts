/** All checks in one line. */
import type { Check } from '../../core/prepare/types.ts';
import { countOfState } from './model.ts';
import { prepareText as words } from './text.ts';

/** `28 of 32 fine, one advice, 3 not known`. */
export function summaryOf(checks: readonly Check[]): string {
  const fine = words.fine(countOfState(checks, 'ok'), checks.length);
  return [fine, ...restOf(checks), ...unknownOf(checks)].join(', ');
}

/** Those that need the user: `2 problems`, `one advice`. */
export function restOf(checks: readonly Check[]): string[] {
  const problems = countOfState(checks, 'problem');
  const advice = countOfState(checks, 'advice');
  return [...(problems > 0 ? [words.problems(problems)] : []), ...(advice > 0 ? [words.advice(advice)] : [])];
}

function unknownOf(checks: readonly Check[]): string[] {
  const unknown = countOfState(checks, 'unknown');
  return unknown > 0 ? [words.unknown(unknown)] : [];
}
