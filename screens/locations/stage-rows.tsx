import type { Stage } from '../../core/locations/staged-test.ts';
import { Columns } from '../components/columns.tsx';
import { Blank, Line } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { type Sign, signSpan } from '../components/sign.ts';
import { useLook } from '../shell/look.ts';
import { locationsText } from './text.ts';
import type { StagesControl } from './use-stages.ts';

const signs: Readonly<Record<Stage['state'], Sign>> = { passed: 'ok', failed: 'danger', skipped: 'none' };
const labelWidth = 10;

/** A row for each stage that is done; then what came of it. `rows`: how many there may be. */
export function StageRows({ test, rows }: { test: StagesControl; rows: number }) {
  const { layout } = useLook();
  const { stages, isDone, failed } = test;
  const words = locationsText.test;
  // What failed is told below in full, with what to do.
  const shown = stages.slice(-Math.max(1, rows - (failed ? 4 : 1)));
  return (
    <>
      {shown.map(({ id, state, message }) => (
        <Columns
          key={`${id} ${message}`}
          cells={[
            { content: signSpan(signs[state]), width: 4 },
            { content: { text: words.stages[id], role: 'muted' }, width: labelWidth, drop: 1 },
            { content: message, width: 'grow', cut: 'end' },
          ]}
          width={layout.width}
        />
      ))}
      {!isDone && <Line content={`     ${words.running}`} />}
      {isDone && <Blank rows={layout.hintRows > 0 ? 1 : 0} />}
      {isDone && !failed && <Message sign="ok" text={words.fine} />}
      {isDone && failed && (
        <Message
          sign="danger"
          text={[failed.message, ...(failed.error?.remedies ?? [])].join(' ')}
          rows={Math.max(1, Math.min(4, rows - shown.length))}
        />
      )}
    </>
  );
}
