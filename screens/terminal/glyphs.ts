/** The signs that the screens are drawn with, in three sets: what a terminal cannot show is never sent to it. */

export interface Glyphs {
  rule: string;
  vertical: string;
  /** Top left, top right, bottom left, bottom right. */
  corners: readonly [string, string, string, string];
  barFull: string;
  barEmpty: string;
  ellipsis: string;
  /** Between the words of the title row. */
  crumb: string;
  up: string;
  down: string;
  day: Readonly<Record<'ok' | 'incomplete' | 'none', string>>;
  /** Every character beyond ASCII is drawn as `?`: the terminal would take its bytes for something else. */
  isAsciiOnly: boolean;
}

export type GlyphSet = 'unicode' | 'console' | 'ascii';

const unicode: Glyphs = {
  rule: '─',
  vertical: '│',
  corners: ['┌', '┐', '└', '┘'],
  barFull: '█',
  barEmpty: '░',
  ellipsis: '…',
  crumb: '›',
  up: '↑',
  down: '↓',
  day: { ok: '■', incomplete: '!', none: '·' },
  isAsciiOnly: false,
};

/** The Linux console: its font holds the characters of code page 437 and no more. */
const linuxConsole: Glyphs = { ...unicode, ellipsis: '...', crumb: '>' };

const ascii: Glyphs = {
  rule: '-',
  vertical: '|',
  corners: ['+', '+', '+', '+'],
  barFull: '#',
  barEmpty: '.',
  ellipsis: '...',
  crumb: '>',
  up: '^',
  down: 'v',
  day: { ok: '#', incomplete: '!', none: '.' },
  isAsciiOnly: true,
};

export const glyphSets: Readonly<Record<GlyphSet, Glyphs>> = { unicode, console: linuxConsole, ascii };
