import { useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { Blank, Line } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import { useAttempt } from '../hooks/use-attempt.ts';
import { partName } from '../part-name.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { keepKey, type OpenedBackup } from './open-backup.ts';
import { filesText } from './text.ts';
import type { OpenedControl } from './use-opened-backup.ts';

/** Whether a key was typed that opens something. */
function fits({ typed, fitting }: OpenedBackup): boolean {
  return typed !== null && fitting.some(({ secret }) => secret === typed);
}

interface KeyFormProps {
  opened: OpenedBackup;
  control: OpenedControl;
  /** Esc. */
  onCancel: () => void;
}

/** Asks for the key of a backup that none of the known ones opens. The key is tried, and nothing else is done with it. */
export function KeyForm({ opened, control, onCancel }: KeyFormProps) {
  const { layout } = useLook();
  const field = useField();
  const [isEmpty, setEmpty] = useState(false);
  const { key } = filesText;
  // In a low window the field itself needs the room.
  const air = layout.hintRows > 0 ? 1 : 0;
  const isTrying = control.state === 'loading';
  const isWrong = opened.typed !== null && !fits(opened) && control.tried === field.value;
  const answer = isTrying ? key.trying : isEmpty && field.value === '' ? key.empty : isWrong ? key.wrong : '';
  return (
    <>
      <Blank rows={air} />
      <Message sign="attention" text={key.what(opened.locked.map(partName))} />
      {air > 0 && <Message sign="none" text={key.where} />}
      <Blank />
      <TextField
        field={field}
        label={key.field}
        isActive
        isSecret
        onSubmit={(typed) => {
          setEmpty(typed === '');
          if (typed !== '') control.tryKey(typed);
        }}
        onCancel={onCancel}
      />
      <Blank />
      {isTrying ? <Line content={answer} /> : answer !== '' && <Message sign="danger" text={answer} />}
    </>
  );
}

/** The question whether a typed key that fits is kept; undefined where there is nothing to ask. For a page's `dialog`. */
export function useKeepDialog(opened: OpenedBackup | null) {
  const { context, say } = useShell();
  const attempt = useAttempt();
  const [answered, setAnswered] = useState<string | null>(null);
  const typed = opened?.typed ?? null;
  if (!opened || typed === null || typed === answered || !fits(opened)) return undefined;
  const keep = () => {
    setAnswered(typed);
    void attempt(async () => {
      await keepKey(context, typed);
      say(filesText.key.kept, 'good');
    });
  };
  const { key } = filesText;
  return (
    <Dialog
      title={key.keepTitle}
      lines={key.keepLines}
      cancelLabel={key.keepNo}
      choices={[{ label: key.keepYes, run: keep }]}
      onCancel={() => setAnswered(typed)}
    />
  );
}
