import { Columns } from '../components/columns.tsx';
import { Blank, Line } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { signSpan } from '../components/sign.ts';
import { useLook } from '../shell/look.ts';
import { locationsText } from './text.ts';
import type { StagesControl } from './use-stages.ts';

const labelWidth = 10;

/** A row for each stage that is done; then what came of it. `rows`: how many there may be. */
export function StageRows({ test, rows }: { test: StagesControl; rows: number }) {
  const { layout } = useLook();
  const { stages, isDone, failed } = test;
  const words = locationsText.test;
  const passed = stages.filter(({ state }) => state !== 'failed');
  const told = failed ? failureRows : 1;
  const remedies = (failed?.error?.remedies ?? []).join(' ');
  return (
    <>
      {passed.slice(-Math.max(1, rows - told)).map(({ id, state, message }) => (
        <Columns
          key={`${id} ${message}`}
          cells={[
            { content: signSpan(state === 'passed' ? 'ok' : 'none'), width: 4 },
            { content: { text: words.stages[id], role: 'muted' }, width: labelWidth, drop: 1 },
            { content: message, width: 'grow', cut: 'end' },
          ]}
          width={layout.width}
        />
      ))}
      {failed && <Message sign="danger" text={failed.message} rows={3} />}
      {failed && remedies !== '' && <Message sign="none" text={remedies} rows={3} />}
      {!isDone && <Line content={`     ${words.running}`} />}
      {isDone && !failed && <Blank rows={layout.hintRows > 0 ? 1 : 0} />}
      {isDone && !failed && <Message sign="ok" text={words.fine} />}
    </>
  );
}

/** The most that a failure and its remedies take. */
const failureRows = 6;
