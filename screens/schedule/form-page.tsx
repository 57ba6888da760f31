import { useState } from 'react';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank } from '../components/line.tsx';
import { Rows } from '../components/rows.tsx';
import { sentenceRows } from '../components/sentence.ts';
import { useList } from '../components/use-list.ts';
import { useKept } from '../hooks/use-kept.ts';
import { type Binding, backBinding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { type Question, QuestionDialog } from './dialogs.tsx';
import { formOf, formReducer, formRows } from './form.ts';
import { FormRows } from './form-rows.tsx';
import type { ScheduleData } from './load.ts';
import { hintOf, type RowFacts } from './row-cells.ts';
import { rowKeys } from './row-keys.ts';
import { forgetPlan, install, saveDraft, uninstall } from './save.ts';
import { summaryOf } from './summary.ts';
import { scheduleText as words } from './text.ts';

interface FormPageProps {
  installation: Installation;
  data: ScheduleData;
  /** As it is saved, or a proposal. */
  plan: SchedulePlan;
  isNew: boolean;
  /** To the list of plans, or Home. */
  onBack: () => void;
  onNew: () => void;
  /** What is asked at first: after a first plan was saved, whether something should run it. */
  firstQuestion: Question | null;
  /** The plan of this name was saved; null: forgotten. */
  onChanged: (name: string | null, question: Question | null) => void;
}

/** Rows of the form that are seen in the lowest window. */
const fewestRows = 5;

/** One plan: when it runs, of what, to where. Nothing is changed before it is saved. */
export function FormPage(props: FormPageProps) {
  const { installation, data, plan, isNew, onBack, onNew, firstQuestion, onChanged } = props;
  const { context, open, say } = useShell();
  const { layout } = useLook();
  const [form, step] = useKept(`form ${isNew ? '' : plan.name}`, formReducer, formOf(plan));
  const [question, ask] = useState(firstQuestion);
  const [failure, setFailure] = useState<LifeboatError | null>(null);
  const { timer, wish } = data.schedule;
  // Saving sets `since`, and a rule for what is kept is changed on a page of its own.
  const draft = { ...form.plan, since: plan.since, keep: plan.keep };
  const isChanged = isNew || JSON.stringify(draft) !== JSON.stringify(plan);

  const attempt = async (work: () => Promise<string[]>, done: string) => {
    ask(null);
    try {
      const notes = await work();
      say([done, ...notes].join(' '), 'good');
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      setFailure(error);
    }
  };
  const save = () =>
    attempt(async () => {
      const notes = await saveDraft(context, installation, draft, isNew);
      const wantsTimer = draft.isOn && timer.state === 'absent' && timer.kind !== 'loop';
      onChanged(draft.name, wantsTimer ? 'install' : null);
      return notes;
    }, words.saved);
  const answers = {
    save: () => void save(),
    leave: () => {
      step({ do: 'use', plan });
      onBack();
    },
    install: () =>
      void attempt(async () => {
        const notes = wish ? await install(context, wish) : [];
        onChanged(plan.name, null);
        return notes;
      }, words.install.done),
    remove: () =>
      void attempt(async () => {
        await uninstall(context);
        onChanged(plan.name, null);
        return [];
      }, words.remove.done),
    forget: () =>
      void attempt(async () => {
        const notes = await forgetPlan(context, installation, plan.name);
        onChanged(null, null);
        return notes;
      }, words.forget.done(plan.name)),
    cancel: () => ask(null),
  };
  const air = layout.hintRows > 0 ? 1 : 0;
  const told = summaryOf(form.plan, data, context.world.now()).flatMap(({ sign, text }) =>
    sentenceRows(sign, text, layout.width),
  );
  const head = told.slice(0, Math.max(1, layout.bodyRows - 2 * air - fewestRows));
  const rows = formRows(data.parts, data.locations, isNew);
  const list = useList({ count: rows.length, rows: layout.bodyRows - head.length - 2 * air, name: 'rows' });
  if (failure)
    return <ErrorPage error={failure} waysOut={[{ label: text.goBack, run: () => setFailure(null) }]} />;

  const facts: RowFacts = { form, data, isNew };
  const row = rows[list.index];
  const saveKey: Binding = {
    keys: ['enter'],
    label: words.keys.save,
    whenOff: isChanged ? null : words.unchanged,
    run: answers.save,
  };
  const askAboutTimer = () => {
    if (timer.kind === 'loop') ask('loop');
    else ask(timer.isWished && timer.state !== 'installed' ? 'install' : 'remove');
  };
  const ownKeys = rowKeys(row, facts, {
    step,
    save: saveKey,
    openKeep: () => open({ screen: 'clean-up', params: { plan: plan.name } }),
    changeTimer: askAboutTimer,
  });
  const back = backBinding(() => (isChanged && !isNew ? ask('leave') : onBack()), ownKeys);
  const isUnsaved = isNew ? words.notSaved : null;
  const keys: Binding[] = [
    ...ownKeys,
    {
      keys: ['tab'],
      label: words.keys.toSave,
      short: words.keys.save,
      ...(isChanged && row?.kind !== 'save' ? {} : { group: 'move' as const }),
      run: () => list.move('last'),
    },
    { keys: ['n'], label: words.keys.fresh, whenOff: isUnsaved, run: onNew },
    {
      keys: ['d'],
      label: words.keys.forget,
      short: words.keys.forgetShort,
      whenOff: isUnsaved,
      run: () => ask('forget'),
    },
    { ...back, group: 'move' },
    ...list.bindings,
  ];
  const state = isNew ? words.state.isNew : form.plan.isOn ? words.state.on : words.state.off;
  return (
    <Page
      bindings={form.typing ? [] : keys}
      right={`${form.plan.name}, ${state}`}
      hint={hintOf(row)}
      dialog={
        question && (
          <QuestionDialog question={question} name={plan.name} timer={timer} wish={wish} answers={answers} />
        )
      }
    >
      <Blank rows={air} />
      <Rows rows={head} />
      <Blank rows={air} />
      <FormRows rows={rows} list={list} facts={facts} step={step} />
    </Page>
  );
}
