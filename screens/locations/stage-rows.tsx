import type { Stage } from '../../core/locations/stages.ts';
import { Columns } from '../components/columns.tsx';
import { Blank, Line } from '../components/line.tsx';
import { Rows } from '../components/rows.tsx';
import { sentenceRows } from '../components/sentence.ts';
import { signSpan } from '../components/sign.ts';
import type { Content } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { locationsText } from './text.ts';
import type { StagesControl } from './use-stages.ts';

const labelWidth = 10;
const words = locationsText.test;

/**
 * A row for each stage that went well; then, in whole sentences, what did not, and what came of it all. `rows`: how many
 * there may be; of the stages that went well the last ones are seen.
 */
export function StageRows({ test, rows }: { test: StagesControl; rows: number }) {
  const { layout } = useLook();
  const { stages, isDone, failed } = test;
  const isTrouble = ({ state }: Stage) => state === 'failed' || state === 'warning';
  const told = stages.filter(isTrouble).flatMap((stage) => troubleRows(stage, layout.width));
  const isFine = isDone && !failed;
  const air = isFine && layout.hintRows > 0 ? 1 : 0;
  const left = rows - told.length - air - (failed ? 0 : 1);
  const passed = stages.filter((stage) => !isTrouble(stage)).slice(left > 0 ? -left : stages.length);
  return (
    <>
      {passed.map(({ id, state, message }) => (
        <Columns
          key={`${id} ${message}`}
          cells={[
            { content: signSpan(state === 'passed' ? 'ok' : 'none'), width: 4 },
            { content: { text: words.stages[id], role: 'muted' }, width: labelWidth, drop: 1 },
            { content: message, width: 'grow', cut: 'end' },
          ]}
        />
      ))}
      <Rows rows={told.slice(0, rows)} />
      {!isDone && <Line content={`     ${words.running}`} />}
      <Blank rows={air} />
      {isFine && <Rows rows={sentenceRows('ok', words.fine, layout.width)} />}
    </>
  );
}

function troubleRows({ state, message, error }: Stage, width: number): Content[] {
  const remedies = (error?.remedies ?? []).join(' ');
  return [
    ...sentenceRows(state === 'failed' ? 'danger' : 'attention', message, width),
    ...(remedies === '' ? [] : sentenceRows('none', remedies, width)),
  ];
}
