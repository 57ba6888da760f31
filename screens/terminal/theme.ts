/** Colours by role. A role never carries a meaning alone: a word or a sign stands with it. */

export type Role = 'plain' | 'muted' | 'accent' | 'good' | 'attention' | 'danger';

export interface Style {
  color?: string;
  bold?: boolean;
}

export type Theme = Readonly<Record<Role, Style>>;

export const colorTheme: Theme = {
  plain: {},
  muted: { color: 'gray' },
  accent: { color: 'cyan', bold: true },
  good: { color: 'green' },
  attention: { color: 'yellow' },
  danger: { color: 'red', bold: true },
};

/** Sends no styles at all: for NO_COLOR and for terminals that may not know them. */
export const plainTheme: Theme = { plain: {}, muted: {}, accent: {}, good: {}, attention: {}, danger: {} };
