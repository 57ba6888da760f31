import { Box } from 'ink';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { Line } from './line.tsx';
import { type Sign, signSpan, signWidth } from './sign.ts';

interface MessageProps {
  sign: Sign;
  text: string;
  /** The most rows that it may take. */
  rows?: number;
}

/** A sentence with its sign, broken into rows. */
export function Message({ sign, text, rows = 3 }: MessageProps) {
  const { layout } = useLook();
  const lines = wrap(text, layout.width - signWidth - 1);
  const shown = lines.length <= rows ? lines : [...lines.slice(0, rows - 1), lines.slice(rows - 1).join(' ')];
  return (
    <Box flexDirection="column" flexShrink={0}>
      {shown.map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one sentence
          key={index}
          content={[index === 0 ? signSpan(sign) : ' '.repeat(signWidth), ` ${line}`]}
        />
      ))}
    </Box>
  );
}
