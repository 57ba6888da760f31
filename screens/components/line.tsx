import { Box, Text } from 'ink';
import { type Content, fitSpans, type Span, spansWidth, toSpans } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';

interface LineProps {
  content?: Content;
  /** Stands at the right edge; dropped where the two do not fit side by side. */
  right?: Content;
  /** Default: the width of the page. */
  width?: number;
}

/**
 * One row, never wider than `width`. All that is drawn goes through here: texts are made safe and cut before Ink sees
 * them, because Ink's own cut has a sign that not every terminal knows.
 */
export function Line({ content = '', right, width: given }: LineProps) {
  const { glyphs, theme, layout } = useLook();
  const width = Math.max(0, given ?? layout.width);
  const spans = joinEdges(toSpans(content, glyphs), right === undefined ? [] : toSpans(right, glyphs), width);
  return (
    <Box height={1} width={width} flexShrink={0}>
      <Text wrap="truncate">
        {fitSpans(spans, width, glyphs).map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
          <Text key={index} {...theme[span.role ?? 'plain']}>
            {span.text}
          </Text>
        ))}
      </Text>
    </Box>
  );
}

function joinEdges(left: Span[], right: Span[], width: number): Span[] {
  if (right.length === 0) return left;
  const gap = width - spansWidth(left) - spansWidth(right);
  return gap < 2 ? left : [...left, { text: ' '.repeat(gap) }, ...right];
}

/** Rows of nothing. */
export function Blank({ rows = 1 }: { rows?: number }) {
  return <Box height={Math.max(0, rows)} flexShrink={0} />;
}

/** A line across the page. */
export function Rule() {
  const { glyphs, layout } = useLook();
  return <Line content={{ text: glyphs.rule.repeat(layout.width), role: 'muted' }} />;
}
