/** Figures as people read them. */
import { stretch } from '../calendar.ts';
import { formatBytes } from '../format.ts';
import type { Unit } from './types.ts';

/** `412 MB`, `36 %`, `10 days`; what has no unit stands for itself, what is not known for nothing. A time is told elsewhere. */
export function figureText(figure: number | string | null, unit: Unit | null): string {
  if (figure === null) return '';
  if (typeof figure === 'string') return figure;
  switch (unit) {
    case 'bytes':
      return formatBytes(figure);
    case 'percent':
      return `${figure} %`;
    case 'celsius':
      return `${figure} °C`;
    case 'seconds':
      return stretch(figure);
    case null:
    case 'time':
      return String(figure);
    default:
      if (figure === 0) return 'none';
      return `${figure.toLocaleString('en')} ${figure === 1 ? unit.replace(/s$/, '') : unit}`;
  }
}
