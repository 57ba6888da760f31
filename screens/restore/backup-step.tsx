import { useState } from 'react';
import { dayAndTime } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { LifeboatError } from '../../core/errors.ts';
import { formatBytes } from '../../core/format.ts';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import { useList } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import type { Loaded } from '../hooks/use-load.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { type Choices, findFile } from './load.ts';
import { StepPage, WaitingStep } from './step-page.tsx';
import { restoreText } from './text.ts';
import { useUndo } from './use-undo.tsx';

interface BackupStepProps {
  choices: Loaded<Choices | null>;
  onTake: (entry: CatalogEntry) => void;
}

/** Step 1: one of the backups of all locations, or a file anywhere. */
export function BackupStep({ choices: loaded, onTake }: BackupStepProps) {
  const { context } = useShell();
  const { layout } = useLook();
  const [isTyping, setTyping] = useState(false);
  const { backup } = restoreText;
  const backups = loaded.value?.backups ?? [];
  const air = layout.hintRows > 0 ? 1 : 0;
  const list = useList({ count: backups.length + 1, rows: layout.bodyRows - 2 - 2 * air, name: 'backups' });
  const undo = useUndo(loaded.value?.last ?? null);
  const selected = backups[list.index];
  const now = context.world.now();
  const zone = timeZoneOf(context.installation);
  const failure = loaded.state === 'failed' ? known(loaded.error) : null;

  if (isTyping) return <FileField onTake={onTake} onCancel={() => setTyping(false)} />;
  const take = {
    keys: ['enter', 'right'],
    label: backup.take,
    run: () => (selected ? onTake(selected) : setTyping(true)),
  };
  if (loaded.state === 'loading' && !loaded.value) return <WaitingStep words={backup.looking} />;
  const problems = loaded.value?.problems ?? 0;
  return (
    <StepPage
      step="backup"
      bindings={[take, ...(undo ? [undo.binding] : []), ...list.bindings]}
      dialog={undo?.dialog}
      hint={selected ? (selected.name ? `"${selected.name}"` : '') : backup.anotherHint}
    >
      <Blank rows={air} />
      <Line content={`  ${headline(loaded.value, failure)}`} />
      <Blank rows={air} />
      <List
        list={list}
        cells={(index) => {
          const entry = backups[index];
          return entry
            ? backupCells(entry, dayAndTime(new Date(entry.date), now, zone), layout)
            : [{ content: backup.another, width: 'grow' }];
        }}
      />
      {problems > 0 && <Line content={{ text: `  ${backup.problems(problems)}`, role: 'attention' }} />}
    </StepPage>
  );
}

/** What is no error for the user is a fault of ours. */
function known(error: unknown): LifeboatError {
  if (error instanceof LifeboatError) return error;
  throw error;
}

function headline(choices: Choices | null, failure: LifeboatError | null): string {
  const { backup } = restoreText;
  if (failure) return failure.message;
  if (choices && choices.backups.length > 0) return backup.which;
  return choices?.locations === 0 ? backup.noneAtAll : backup.none;
}

function backupCells(
  { size, encrypted, whole, locations, homeassistantVersion }: CatalogEntry,
  when: string,
  { tier }: Layout,
): Cell[] {
  const { backup } = restoreText;
  const flaw: Cell = {
    content: whole ? '' : { text: `[!] ${backup.notWhole}`, role: 'attention' },
    width: 13,
    drop: 1,
  };
  const places = locations.map(({ name }) => name).join(', ');
  if (tier === 'compact')
    return [
      { content: when, width: 'grow' },
      { content: formatBytes(size), width: 7, align: 'right' },
      { content: whole ? '' : { text: '[!]', role: 'attention' }, width: 3 },
    ];
  return [
    { content: when, width: 19 },
    { content: formatBytes(size), width: 7, align: 'right' },
    { content: homeassistantVersion ?? '', width: 11, drop: 3 },
    { content: places, width: 'grow', cut: 'middle' },
    { content: encrypted ? backup.encrypted : '', width: 9, drop: 2 },
    flaw,
  ];
}

/** A path is typed. */
function FileField({ onTake, onCancel }: { onTake: (entry: CatalogEntry) => void; onCancel: () => void }) {
  const { context } = useShell();
  const { layout } = useLook();
  const field = useField();
  const [failure, setFailure] = useState<LifeboatError | null>(null);
  const [isOpening, setOpening] = useState(false);
  const { backup } = restoreText;
  const open = async (typed: string) => {
    setOpening(true);
    setFailure(null);
    try {
      onTake(await findFile(context, typed));
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      setFailure(error);
      setOpening(false);
    }
  };
  return (
    <StepPage step="backup" bindings={[]} hint={backup.anotherHint}>
      <Blank rows={layout.hintRows > 0 ? 1 : 0} />
      <Line content={`  ${backup.ask}`} />
      <Blank />
      <TextField
        field={field}
        label={`  ${backup.field}`}
        isActive={!isOpening}
        onSubmit={(typed) => void open(typed)}
        onCancel={onCancel}
      />
      <Blank />
      {isOpening && <Line content={`  ${backup.opening}`} />}
      {failure && <Message sign="danger" text={failure.message} />}
      {failure?.remedies.map((remedy) => (
        <Message key={remedy} sign="none" text={remedy} />
      ))}
    </StepPage>
  );
}
