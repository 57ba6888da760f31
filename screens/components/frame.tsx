import { Box } from 'ink';
import { type Content, fitSpans, type Span, spansWidth, toSpans } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import { Line } from './line.tsx';

interface FrameProps {
  title: string;
  tone?: Role;
  lines: readonly Content[];
}

/** The width that the texts in a frame may take. */
export function innerWidth(width: number): number {
  return Math.max(1, width - 4);
}

/** A box. Only questions have one, so a box always means: answer me. */
export function Frame({ title, tone = 'accent', lines }: FrameProps) {
  const { glyphs, layout } = useLook();
  const [topLeft, topRight, bottomLeft, bottomRight] = glyphs.corners;
  const side: Span = { text: glyphs.vertical, role: tone };
  const inner = innerWidth(layout.width);
  const name = fitSpans(toSpans(` ${title} `, glyphs), inner, glyphs);
  const rest = glyphs.rule.repeat(Math.max(0, layout.width - 3 - spansWidth(name)));
  const top = [topLeft, glyphs.rule, ...name.map((span) => span.text), rest, topRight].join('');
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line content={{ text: top, role: tone }} />
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} content={[side, ' ', ...filled(line, inner, glyphs), ' ', side]} />
      ))}
      <Line content={{ text: bottomLeft + glyphs.rule.repeat(layout.width - 2) + bottomRight, role: tone }} />
    </Box>
  );
}

function filled(line: Content, width: number, glyphs: Glyphs): Span[] {
  const spans = fitSpans(toSpans(line, glyphs), width, glyphs);
  return [...spans, { text: ' '.repeat(Math.max(0, width - spansWidth(spans))) }];
}
