import { type ReactNode, useState } from 'react';
import { typedPath } from '../../core/typed-path.ts';
import { Blank, Line } from '../components/line.tsx';
import { Menu, type MenuItem, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import type { OpenedBackup } from '../files/open-backup.ts';
import { useAttempt } from '../hooks/use-attempt.ts';
import { partName } from '../part-name.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { hasDatabase, type Origin, type Wizard, type WizardStep } from './model.ts';
import { StepPage } from './step-page.tsx';
import { restoreText } from './text.ts';

interface PartsStepProps {
  opened: OpenedBackup;
  wizard: Wizard;
  step: (step: WizardStep) => void;
  origin: Origin;
  onBack: (() => void) | undefined;
  /** A question that comes first. */
  dialog?: ReactNode;
}

interface Item extends MenuItem {
  hint: string;
}

/** Step 3: what comes back, and where it goes. The first choice touches nothing that was not picked. */
export function PartsStep({ opened, wizard, step, origin, onBack, dialog }: PartsStepProps) {
  const { context } = useShell();
  const attempt = useAttempt();
  const { layout } = useLook();
  const { installation, world } = context;
  const { parts } = restoreText;
  const [isTyping, setTyping] = useState(false);
  const needsDirectory = installation === null && wizard.to === null;
  const { archive, locked } = opened;
  const isHere = wizard.to === null;

  const items: Item[] = [
    {
      label: choice(parts.pick, parts.pickNote, layout.tier === 'compact'),
      hint: parts.pickHint,
      run: () => step({ do: 'pick' }),
    },
    {
      label: choice(parts.all, archiveParts(opened), layout.tier === 'compact'),
      hint: parts.allHint(isHere ? parts.allHintHere : ''),
      run: () => step({ do: 'review', choice: { without: locked }, from: 'parts' }),
    },
  ];
  if (hasDatabase(archive))
    items.push({
      label: parts.withoutDatabase,
      hint: parts.withoutDatabaseHint,
      run: () => step({ do: 'review', choice: { without: [...locked, 'database'] }, from: 'parts' }),
    });
  if (isHere) items.push({ label: parts.elsewhere, hint: parts.elsewhereHint, run: () => setTyping(true) });
  else {
    items.push({ label: parts.changeDirectory, hint: parts.elsewhereHint, run: () => setTyping(true) });
    if (installation)
      items.push({
        label: parts.hereAfterAll,
        hint: parts.hereAfterAllHint,
        run: () => step({ do: 'go-to', to: null }),
      });
  }
  const menu = useMenu(items, { name: 'what' });
  if (needsDirectory || isTyping)
    return (
      <DirectoryField
        reason={needsDirectory ? parts.noHere : ''}
        initial={wizard.to ?? ''}
        onTake={(typed) =>
          void attempt(async () => {
            step({ do: 'go-to', to: typedPath(world, typed) });
            setTyping(false);
          })
        }
        onCancel={needsDirectory ? onBack : () => setTyping(false)}
      />
    );
  const air = layout.hintRows > 0 ? 1 : 0;
  return (
    <StepPage
      step="parts"
      bindings={menu.bindings}
      onBack={onBack}
      hint={items[menu.list.index]?.hint ?? ''}
      dialog={dialog}
    >
      <Line content={[{ text: `  ${restoreText.from}  `, role: 'muted' }, origin.long]} />
      <Line
        content={[
          { text: `  ${parts.goesTo}  `, role: 'muted' },
          wizard.to === null ? parts.here(installation?.config ?? '') : parts.directory(wizard.to),
        ]}
      />
      {locked.length > 0 && <Message sign="attention" text={parts.locked(locked.map(partName).join(', '))} />}
      <Blank rows={air} />
      <Line content={`  ${parts.what}`} />
      <Blank rows={air} />
      <Menu menu={menu} />
    </StepPage>
  );
}

const labelWidth = 30;

function choice(label: string, note: string, isCompact: boolean) {
  return isCompact ? label : [label.padEnd(labelWidth), { text: note, role: 'muted' as const }];
}

function archiveParts({ archive, locked }: OpenedBackup): string {
  const parts = [...new Set(archive.members.map(({ part }) => part))].filter(
    (part) => !locked.includes(part),
  );
  const index = parts.indexOf('homeassistant');
  if (index >= 0 && hasDatabase(archive)) parts.splice(index + 1, 0, 'database');
  return parts.map(partName).join(', ');
}

interface DirectoryFieldProps {
  reason: string;
  initial: string;
  onTake: (typed: string) => void;
  onCancel: (() => void) | undefined;
}

function DirectoryField({ reason, initial, onTake, onCancel }: DirectoryFieldProps) {
  const { back } = useShell();
  const { layout } = useLook();
  const field = useField(initial);
  const { parts } = restoreText;
  return (
    <StepPage step="parts" bindings={[]} hint={parts.elsewhereHint}>
      <Blank rows={layout.hintRows > 0 ? 1 : 0} />
      {reason !== '' && <Message sign="none" text={reason} />}
      <Message sign="none" text={parts.ask} />
      <Blank />
      <TextField
        field={field}
        label={`     ${parts.field}`}
        isActive
        onSubmit={onTake}
        onCancel={onCancel ?? back}
      />
    </StepPage>
  );
}
