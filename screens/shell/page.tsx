import { Box } from 'ink';
import { type ReactNode, use } from 'react';
import { Blank, Line, Rule } from '../components/line.tsx';
import { type Content, spansWidth, toSpans } from '../draw/spans.ts';
import { wrap } from '../draw/text.ts';
import type { Binding } from './binding.ts';
import { Footer } from './footer.tsx';
import { Help } from './help.tsx';
import { useLook } from './look.ts';
import { MessageLine } from './message-line.tsx';
import { FrameContext, useShell } from './shell-context.ts';
import { Raised, useLayer } from './use-layer.tsx';

interface PageProps {
  /** The most useful first: the footer shows the first five that fit. */
  bindings: readonly Binding[];
  /** At the right of the title row. */
  right?: Content;
  /** In place of the trail of titles: the steps of a task, see `stepBar`. */
  title?: Content;
  /** About what is selected; shown where there is room. */
  hint?: string;
  /** A question: covers the lower part and takes all keys. */
  dialog?: ReactNode;
  children: ReactNode;
}

/** The frame of every screen: title, rule, body, hint, message, keys. */
export function Page({ bindings, right, title, hint = '', dialog, children }: PageProps) {
  const { layout } = useLook();
  const { help, closeHelp } = use(FrameContext);
  const { trail } = useShell();
  useLayer({ bindings });
  const overlay = help ? <Help screen={trail.at(-1) ?? ''} layers={help} onClose={closeHelp} /> : dialog;
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows} paddingX={1} overflow="hidden">
      <TitleRow title={title} right={right} />
      <Rule />
      <Raised>
        <Box flexDirection="column" flexGrow={1} flexBasis={0} minHeight={0} overflow="hidden">
          {children}
        </Box>
        {overlay || (
          <>
            <Hint hint={hint} />
            <MessageLine />
            <Footer bindings={bindings} />
          </>
        )}
      </Raised>
    </Box>
  );
}

function TitleRow({ title, right = '' }: { title: Content | undefined; right: Content | undefined }) {
  const { glyphs, layout } = useLook();
  const { trail } = useShell();
  const whole = title ?? trail.join(` ${glyphs.crumb} `);
  const room = layout.width - spansWidth(toSpans(right, glyphs)) - 2;
  const fits = layout.tier !== 'compact' && spansWidth(toSpans(whole, glyphs)) <= room;
  const shown = fits || title !== undefined ? whole : (trail.at(-1) ?? '');
  const bold = typeof shown === 'string' ? { text: shown, role: 'accent' as const } : shown;
  return <Line content={bold} right={right} />;
}

function Hint({ hint }: { hint: string }) {
  const { layout } = useLook();
  const lines = wrap(hint, layout.width).slice(0, layout.hintRows);
  return (
    <>
      <Blank rows={layout.hintRows - lines.length} />
      {lines.map((line) => (
        <Line key={line} content={line} />
      ))}
    </>
  );
}
