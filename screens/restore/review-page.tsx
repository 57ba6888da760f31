import { useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { LifeboatError } from '../../core/errors.ts';
import { ConfirmWord } from '../components/confirm-word.tsx';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Menu, type MenuItem, useMenu } from '../components/menu.tsx';
import { useList } from '../components/use-list.ts';
import type { OpenedBackup } from '../files/open-backup.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { type Review, startRestore } from './load.ts';
import type { Origin, WizardStep } from './model.ts';
import { Paged, usePaged } from './paged.tsx';
import { changeCells, changesOf, reviewLines, totalsOf } from './review-lines.ts';
import { FailedStep, StepPage } from './step-page.tsx';
import { restoreText } from './text.ts';

interface ReviewPageProps {
  review: Review;
  entry: CatalogEntry;
  opened: OpenedBackup;
  origin: Origin;
  step: (step: WizardStep) => void;
  reload: () => void;
}

/** The plan in words, and the question. What Enter does at first is to go back. */
export function ReviewPage(props: ReviewPageProps) {
  const { review, entry, opened, origin, step, reload } = props;
  const { context, replace } = useShell();
  const { layout, glyphs } = useLook();
  const [view, setView] = useState<'review' | 'list' | 'confirm' | 'starting'>('review');
  const [failure, setFailure] = useState<LifeboatError | null>(null);
  const { host, plan, interruption } = review;
  const words = restoreText.review;
  const goBack = () => step({ do: 'back' });

  const start = async () => {
    setView('starting');
    setFailure(null);
    try {
      const { record } = await startRestore(context, plan, entry, opened);
      replace({ screen: 'job', params: { id: record.id } });
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      setView('review');
      setFailure(error);
    }
  };
  const items: MenuItem[] = [{ label: text.goBack, run: goBack }];
  const isBlocked = interruption.state === 'blocked';
  const isNothing = plan.kind === 'in-place' && changesOf(totalsOf(plan)) === 0;
  if (isBlocked) items.push({ label: words.again, run: reload });
  else if (!isNothing)
    items.push({
      label: actionLabel(review),
      run: () => (replacesHomeAssistant(review) ? setView('confirm') : void start()),
    });
  const menu = useMenu(items, { name: 'answer' });

  const air = layout.hintRows > 0 ? 1 : 0;
  const lines = reviewLines(review, layout, glyphs);
  const room = Math.max(1, layout.bodyRows - items.length - 2 * air - 1);
  const paged = usePaged(lines, room, 'review');

  if (failure) {
    const waysOut = [
      { label: words.toReview, run: () => setFailure(null) },
      { label: text.again, run: () => void start() },
    ];
    return <FailedStep step="review" error={failure} waysOut={waysOut} onBack={() => setFailure(null)} />;
  }
  if (view === 'list') return <ChangeList review={review} onBack={() => setView('review')} />;
  const list: Binding = {
    keys: ['l'],
    label: words.list,
    short: words.listShort,
    run: () => setView('list'),
  };
  // A second Enter must not start a second job, nor may a key lead away from the one that starts.
  const isStarting = view === 'starting';
  const [choose, ...moves] = menu.bindings;
  const isPage = ({ keys }: Binding) => keys.some((key) => key.startsWith('page'));
  return (
    <StepPage
      step="review"
      bindings={
        isStarting
          ? []
          : [
              ...(choose ? [choose] : []),
              ...(review.changes.length > 0 ? [list] : []),
              ...moves.filter((binding) => !isPage(binding)),
              ...paged.bindings,
            ]
      }
      onBack={isStarting ? () => {} : goBack}
      dialog={
        view === 'confirm' && (
          <ConfirmWord
            title={words.confirmTitle(host)}
            lines={words.confirmLines(origin.long, countsOf(review))}
            word={host}
            onConfirm={() => void start()}
            onCancel={() => setView('review')}
          />
        )
      }
    >
      <Line content={[{ text: `  ${restoreText.from}  `, role: 'muted' }, origin.long]} />
      <Blank rows={air} />
      <Paged paged={paged} />
      <Blank rows={air} />
      {isStarting ? <Line content={`  ${words.starting}`} /> : <Menu menu={menu} />}
    </StepPage>
  );
}

/** What the typed word is for: the configuration of Home Assistant as a whole changes places. */
function replacesHomeAssistant({ plan }: Review): boolean {
  return plan.kind === 'in-place' && plan.parts.includes('homeassistant');
}

function actionLabel({ plan }: Review): string {
  const words = restoreText.review;
  const { replaced, added } = totalsOf(plan);
  if (plan.kind === 'to-directory') {
    const files = plan.members.reduce((sum, { measured }) => sum + (measured?.files ?? 0), 0);
    return words.doOut(words.filesOf(files));
  }
  return words.do(plan.parts.length > 0 ? words.everythingOf : words.filesOf(replaced + added));
}

function countsOf({ plan }: Review): string {
  const { replaced, added, removed } = totalsOf(plan);
  return restoreText.review.counts(replaced, added, removed);
}

/** Every file that changes, to be looked through. */
function ChangeList({ review: { changes, plan }, onBack }: { review: Review; onBack: () => void }) {
  const { layout } = useLook();
  const words = restoreText.review;
  const unlisted = changesOf(totalsOf(plan)) - changes.length;
  const list = useList({
    count: changes.length,
    rows: layout.bodyRows - 2 - (unlisted > 0 ? 1 : 0),
    name: 'changes',
  });
  return (
    <StepPage step="review" bindings={list.bindings} onBack={onBack}>
      <Line content={`  ${words.listTitle}`} />
      <Blank />
      <List
        list={list}
        cells={(index) => {
          const change = changes[index];
          return change ? changeCells(change) : [];
        }}
      />
      {unlisted > 0 && <Line content={`  ${words.more(unlisted)}`} />}
    </StepPage>
  );
}
