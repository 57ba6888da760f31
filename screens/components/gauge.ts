import { type Content, fitCells, type Span } from '../draw/spans.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';

/** A bar of `width` cells, `part` of it (0 to 1) full. */
export function bar(part: number, width: number, glyphs: Glyphs, role: Role = 'accent'): Span[] {
  const full = Math.round(Math.max(0, Math.min(1, part)) * width);
  return [
    { text: glyphs.barFull.repeat(full), role },
    { text: glyphs.barEmpty.repeat(width - full), role: 'muted' },
  ];
}

interface GaugeFacts {
  label: string;
  /** 0 to 1. */
  part: number;
  /** What it means in words: the bar alone says nothing. */
  note: Content;
  role: Role;
  labelWidth: number;
}

const barWidth = 20;

/** A gauge as a row of `width` cells; the bar is what gives way. */
export function gaugeSpans(
  { label, part, note, role, labelWidth }: GaugeFacts,
  width: number,
  glyphs: Glyphs,
): Span[] {
  const cells = [
    { content: { text: label, role: 'muted' as const }, width: labelWidth },
    { content: bar(part, barWidth, glyphs, role), width: barWidth, drop: 1 },
    { content: note, width: 'grow' as const },
  ];
  return fitCells(cells, width, glyphs);
}
