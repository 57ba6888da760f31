import { Blank, Line } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { pickedTotal } from '../components/picks.ts';
import { FileTree, stateNote } from '../files/file-tree.tsx';
import type { OpenedBackup, ReadIndex } from '../files/open-backup.ts';
import { filesText } from '../files/text.ts';
import { useFileTree } from '../files/use-file-tree.ts';
import { useFileIndex, useFileStates } from '../files/use-opened-backup.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { choiceOfPicks, type Origin, type WizardStep } from './model.ts';
import { StepPage } from './step-page.tsx';
import { restoreText } from './text.ts';

interface PickStepProps {
  opened: OpenedBackup;
  /** What is picked at first. */
  picked: string | null;
  step: (step: WizardStep) => void;
  origin: Origin;
}

/** Step 3, file by file. */
export function PickStep(props: PickStepProps) {
  const read = useFileIndex(props.opened);
  if (read.state === 'failed') throw read.error;
  if (read.value) return <Picking {...props} read={read.value} />;
  return (
    <StepPage step="parts" bindings={[]} onBack={() => props.step({ do: 'back' })}>
      <Blank />
      <Line content={`  ${filesText.reading}`} />
    </StepPage>
  );
}

function Picking({ opened, picked: first, step, origin, read }: PickStepProps & { read: ReadIndex }) {
  const { say } = useShell();
  const { layout } = useLook();
  const states = useFileStates(opened, read);
  const problem = read.problems[0];
  const rows = layout.bodyRows - 2 - (problem ? 1 : 0);
  const files = useFileTree(read.index, {
    rows,
    canPick: true,
    name: 'picks',
    ...(first === null ? {} : { first }),
  });
  const { root } = read.index;
  const { picks } = files.tree;
  const picked = pickedTotal(picks, root);
  const { pick } = restoreText;
  const isCompact = layout.tier === 'compact';
  const words = pick.picked(picked.files, read.index.count, picked.size);
  const next: Binding = {
    keys: ['tab', 'n'],
    label: pick.next,
    run: () =>
      picked.files === 0 && choiceIsEmpty()
        ? say(pick.nothing, 'attention')
        : step({ do: 'review', choice: choiceOfPicks(picks, root, opened.archive), from: 'pick' }),
  };
  const choiceIsEmpty = () => Object.keys(choiceOfPicks(picks, root, opened.archive)).length === 0;
  const compare: Binding[] = states.compare
    ? [{ keys: ['c'], label: filesText.compare, short: filesText.compareShort, run: states.compare }]
    : [];
  const [own, ...others] = files.bindings;
  return (
    <StepPage
      step="parts"
      bindings={[...(own ? [own] : []), next, ...others, ...compare]}
      onBack={() => step({ do: 'back' })}
      hint={states.state === 'loading' ? filesText.comparing : ''}
    >
      <Line
        content={isCompact ? words : [{ text: `${restoreText.from}  `, role: 'muted' }, origin.short]}
        {...(isCompact ? {} : { right: words })}
      />
      {problem ? <Message sign="danger" text={pick.problem(problem.path, problem.message)} rows={1} /> : null}
      <Blank />
      <FileTree files={files} note={stateNote(states.value, opened.locked)} />
    </StepPage>
  );
}
