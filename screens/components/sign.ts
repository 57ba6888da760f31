/** Signs before a sentence: they tell without any colour. */
import type { Span } from '../draw/spans.ts';
import { pad } from '../draw/text.ts';
import type { Role } from '../terminal/theme.ts';

export type Sign = 'ok' | 'attention' | 'danger' | 'none';

const signs: Readonly<Record<Sign, { text: string; role: Role }>> = {
  ok: { text: '[ok]', role: 'good' },
  attention: { text: '[!]', role: 'attention' },
  danger: { text: '[x]', role: 'danger' },
  none: { text: '', role: 'plain' },
};

export const signWidth = 4;

/** Always as wide as the widest, so that sentences stand below each other. */
export function signSpan(sign: Sign): Span {
  return { ...signs[sign], text: pad(signs[sign].text, signWidth) };
}
