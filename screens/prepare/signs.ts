/** How the state of a check is drawn. */
import type { Check, CheckState } from '../../core/prepare/types.ts';
import { figureText } from '../../core/prepare/words.ts';
import type { Sign } from '../components/sign.ts';

export const signOf: Readonly<Record<CheckState, Sign>> = {
  ok: 'ok',
  advice: 'attention',
  problem: 'danger',
  unknown: 'none',
};

export function figureOf({ figure, unit }: Pick<Check, 'figure' | 'unit'>): string {
  return figureText(figure, unit);
}
