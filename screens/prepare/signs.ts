/** How the state of a check is drawn. */
import { formatDate } from '../../core/calendar.ts';
import type { Check, CheckState } from '../../core/prepare/types.ts';
import { figureText } from '../../core/prepare/words.ts';
import type { Sign } from '../components/sign.ts';

export const signOf: Readonly<Record<CheckState, Sign>> = {
  ok: 'ok',
  advice: 'attention',
  problem: 'danger',
  unknown: 'none',
};

/** `zone`: in which times are told. */
export function checkFigureOf(check: Check, zone: string): string {
  return check.unit === 'time' && check.figure !== null
    ? formatDate(String(check.figure), zone)
    : figureOf(check);
}

export function figureOf({ figure, unit }: Pick<Check, 'figure' | 'unit'>): string {
  return figureText(figure, unit);
}
