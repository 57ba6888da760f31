/** How things are drawn here: signs, colours and the size of the window. */
import { createContext, use } from 'react';
import { type Glyphs, glyphSets } from '../terminal/glyphs.ts';
import { plainTheme, type Theme } from '../terminal/theme.ts';
import { type Layout, layoutFor } from './layout.ts';

export interface Look {
  glyphs: Glyphs;
  theme: Theme;
  layout: Layout;
}

export const LookContext = createContext<Look>({
  glyphs: glyphSets.ascii,
  theme: plainTheme,
  layout: layoutFor(80, 24),
});

export function useLook(): Look {
  return use(LookContext);
}
