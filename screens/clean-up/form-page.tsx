import { useState } from 'react';
import { dayAndTime } from '../../core/calendar.ts';
import { LifeboatError } from '../../core/errors.ts';
import { isKeepEmpty } from '../../core/retention/keep.ts';
import { keepText } from '../../core/retention/words.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { Dialog } from '../components/dialog.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { innerWidth } from '../components/frame.tsx';
import { Blank } from '../components/line.tsx';
import { Rows } from '../components/rows.tsx';
import { sentenceRows } from '../components/sentence.ts';
import type { Sign } from '../components/sign.ts';
import { useList } from '../components/use-list.ts';
import { wrap } from '../draw/text.ts';
import { useKept } from '../hooks/use-kept.ts';
import { type Binding, backBinding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { AllFates, Leaving } from './fates.tsx';
import { type FormRow, formReducer, formRows } from './form.ts';
import { FormRows } from './form-rows.tsx';
import { type CleanUpData, saveKeep } from './load.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { rowKeys } from './row-keys.ts';
import { cleanUpText as words } from './text.ts';

interface FormPageProps {
  data: CleanUpData;
  /** The plan to begin with. */
  first: SchedulePlan;
  onSaved: () => void;
}

/** The rules of a plan, and what they would remove. */
export function FormPage({ data, first, onSaved }: FormPageProps) {
  const { context, back, say } = useShell();
  const { layout } = useLook();
  const { plans, facts } = data;
  const [form, step] = useKept('form', formReducer, { plan: first.name, keep: first.keep, typing: null });
  const [question, ask] = useState<'save' | 'leave' | null>(null);
  const [showsAll, showAll] = useState(false);
  const [failure, setFailure] = useState<LifeboatError | null>(null);
  const plan = plans.find(({ name }) => name === form.plan) ?? first;
  const outcome = outcomeOf(data, plan, form.keep);
  const isChanged = JSON.stringify(form.keep) !== JSON.stringify(plan.keep);
  const when = outcome.at ? words.atRun(dayAndTime(outcome.at, facts.now, facts.zone)) : words.atAnyRun;

  const save = async () => {
    ask(null);
    try {
      await saveKeep(context, plan.name, form.keep);
      onSaved();
      say(words.saved, 'good');
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      setFailure(error);
    }
  };
  const leave = () => {
    step({ do: 'use', plan: plan.name, keep: plan.keep });
    back();
  };
  const air = layout.hintRows > 0 ? 1 : 0;
  const rows = formRows(plans.length > 1);
  const told = sentences(data, plan, form.keep, outcome, when, layout.tier === 'compact').flatMap(
    ({ sign, text }) => sentenceRows(sign, text, layout.width),
  );
  // The rules come first; in a low window the sentence about what goes is left of the rest.
  const listRows = Math.min(rows.length, Math.max(4, layout.bodyRows - 2 * air - 2));
  const room = Math.max(1, layout.bodyRows - listRows - 2 * air);
  const head = told.slice(0, room);
  const list = useList({ count: rows.length, rows: listRows, name: 'rules' });
  if (failure)
    return <ErrorPage error={failure} waysOut={[{ label: text.goBack, run: () => setFailure(null) }]} />;
  if (showsAll) return <AllFates outcome={outcome} data={data} when={when} onBack={() => showAll(false)} />;

  const row = rows[list.index];
  const nextPlan = () => {
    const next = plans[(plans.indexOf(plan) + 1) % plans.length] ?? plan;
    step({ do: 'use', plan: next.name, keep: next.keep });
  };
  const ownKeys = rowKeys(row, {
    step,
    nextPlan,
    isChanged,
    save: () => (outcome.leaving.length > 0 ? ask('save') : void save()),
  });
  const keys: Binding[] = [
    ...ownKeys,
    { keys: ['l'], label: words.keys.all, short: words.keys.allShort, run: () => showAll(true) },
    {
      keys: ['tab'],
      label: words.keys.toSave,
      short: words.keys.save,
      ...(isChanged && row?.kind !== 'save' ? {} : { group: 'move' as const }),
      run: () => list.move('last'),
    },
    { ...backBinding(() => (isChanged ? ask('leave') : back()), ownKeys), group: 'move' },
    ...list.bindings,
  ];
  const asked =
    question === 'leave' ? words.leave.lines : [goingText(outcome, facts.backups.length, when), words.always];
  const dialog = question && (
    <Dialog
      title={question === 'save' ? words.confirm.title(outcome.leaving.length) : words.leave.title}
      lines={asked.flatMap((line) => wrap(line, innerWidth(layout.width)))}
      choices={
        question === 'save'
          ? [{ label: words.confirm.save, run: () => void save() }]
          : [
              { label: words.leave.save, run: () => void save() },
              { label: words.leave.drop, run: leave },
            ]
      }
      cancelLabel={question === 'save' ? text.goBack : words.leave.stay}
      onCancel={() => ask(null)}
    />
  );
  const size = facts.backups.reduce((sum, backup) => sum + backup.size * backup.locations.length, 0);
  return (
    <Page
      bindings={form.typing ? [] : keys}
      right={words.total(facts.backups.length, size)}
      hint={hintOf(row)}
      dialog={dialog}
    >
      <Blank rows={air} />
      <FormRows rows={rows} list={list} form={form} step={step} />
      <Blank rows={air} />
      <Rows rows={head} />
      <Leaving outcome={outcome} data={data} rows={room - head.length} />
    </Page>
  );
}

function sentences(
  { facts, locations, unread }: CleanUpData,
  plan: SchedulePlan,
  keep: SchedulePlan['keep'],
  outcome: Outcome,
  when: string,
  isShort: boolean,
): { sign: Sign; text: string }[] {
  const { leaving, freed } = outcome;
  const all = facts.backups.length;
  if (isShort)
    return leaving.length > 0
      ? [{ sign: 'attention', text: words.willGoShort(leaving.length, freed) }]
      : [{ sign: 'ok', text: words.noneGoesShort }];
  const own = locations.flatMap(({ name, retention }) =>
    retention ? [{ name, rule: keepText(retention) }] : [],
  );
  return [
    leaving.length > 0
      ? { sign: 'attention', text: goingText(outcome, all, when) }
      : { sign: 'ok', text: words.noneGoes(all, when) },
    ...(isKeepEmpty(keep) ? [{ sign: 'none', text: words.everything } as const] : []),
    ...(plan.isOn ? [] : [{ sign: 'none', text: words.isOff } as const]),
    ...unread.map((name) => ({ sign: 'attention', text: words.unread(name) }) as const),
    ...own.map(({ name, rule }) => ({ sign: 'none', text: words.ownRule(name, rule) }) as const),
    ...(leaving.length > 0 ? [] : [{ sign: 'none', text: words.always } as const]),
  ];
}

function goingText({ leaving, partly, freed }: Outcome, all: number, when: string): string {
  return words.willGo(leaving.length - partly, partly, all, freed, when);
}

function hintOf(row: FormRow | undefined): string {
  if (row?.kind !== 'rule') return row ? words.hints[row.kind] : '';
  return row.rule === 'atLeast' ? words.hints.atLeast : words.hints.rule;
}
