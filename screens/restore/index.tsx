import { useState } from 'react';
import { dayAndTime } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { formatBytes } from '../../core/format.ts';
import { useKept } from '../hooks/use-kept.ts';
import { type Loaded, useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { BackupStep } from './backup-step.tsx';
import { type Choices, findEntry, loadChoices } from './load.ts';
import { type Origin, type RestoreParams, wizardReducer, wizardStart } from './model.ts';
import { OpenStep } from './open-step.tsx';
import { restorePlain } from './plain.ts';
import { FailedStep, WaitingStep } from './step-page.tsx';
import { restoreText } from './text.ts';

/** Brings a backup, parts of it or single files back: five steps, and nothing changes before the fourth is confirmed. */
export const restore: Screen<RestoreParams> = {
  title: restoreText.title,
  View: Restore,
  task: {
    label: restoreText.task,
    hint: restoreText.taskHint,
    state: () => ({ text: restoreText.taskState }),
    plain: restorePlain,
  },
};

function Restore({ params }: { params: RestoreParams }) {
  const { context, back } = useShell();
  // Without an installation a directory to restore to comes before what is picked.
  const picked = context.installation ? params?.pick : undefined;
  const [wizard, step] = useKept('wizard', wizardReducer, {
    ...wizardStart,
    ...(picked === undefined ? {} : { at: 'pick', picked }),
  });
  const named = wizard.at === 'choose' ? null : (params?.backup ?? null);
  const found = useLoad(async () => (named === null ? null : await findEntry(context, named)), [named]);
  const entry = wizard.entry ?? (named === null ? null : found.value);
  const isChoosing = entry === null && named === null;
  const choices = useChoices(isChoosing);
  if (isChoosing)
    return <BackupStep choices={choices} onTake={(taken) => step({ do: 'take', entry: taken })} />;
  if (entry)
    return (
      <OpenStep
        // Another backup is another archive to be opened.
        key={entry.locations[0]?.path ?? entry.id}
        entry={entry}
        wizard={wizard}
        step={step}
        origin={originOf(entry, context.world.now(), timeZoneOf(context.installation))}
        // Where the backup was named from outside, back leads there again.
        onBack={wizard.entry ? () => step({ do: 'choose' }) : undefined}
      />
    );
  if (found.state !== 'failed') return <WaitingStep words={restoreText.backup.looking} />;
  return (
    <FailedStep
      step="backup"
      error={found.error}
      waysOut={[
        { label: text.again, run: found.reload },
        { label: restoreText.backup.other, run: () => step({ do: 'choose' }) },
        { label: text.goBack, run: back },
      ]}
    />
  );
}

/** The backups to choose from; read when they are first needed, and not again when the user comes back to them. */
function useChoices(isNeeded: boolean): Loaded<Choices | null> {
  const { context } = useShell();
  const [wasNeeded, need] = useState(isNeeded);
  if (isNeeded && !wasNeeded) need(true);
  return useLoad(
    async () => (isNeeded || wasNeeded ? await loadChoices(context) : null),
    [isNeeded || wasNeeded, context.installation],
  );
}

function originOf(entry: CatalogEntry, now: Date, zone: string): Origin {
  const { date, size, name, homeassistantVersion } = entry;
  const when = Number.isNaN(Date.parse(date)) ? '' : dayAndTime(new Date(date), now, zone);
  const version = homeassistantVersion ? `Home Assistant ${homeassistantVersion}` : '';
  const words = (parts: string[]) => parts.filter(Boolean).join(', ');
  return {
    short: words([when, formatBytes(size)]),
    long: words([when, name ? `"${name}"` : '', formatBytes(size), version]),
  };
}
