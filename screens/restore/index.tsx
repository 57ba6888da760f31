import { dayAndTime } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { formatBytes } from '../../core/format.ts';
import { useKept } from '../hooks/use-kept.ts';
import { useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { BackupStep } from './backup-step.tsx';
import { findEntry } from './load.ts';
import { wizardReducer, wizardStart } from './model.ts';
import { OpenStep } from './open-step.tsx';
import { restorePlain } from './plain.ts';
import { FailedStep, WaitingStep } from './step-page.tsx';
import { restoreText } from './text.ts';

/** The backup that is restored, by its id or as the path of an archive; null: it is chosen here. */
type Params = { backup: string | null } | null;

/** Brings a backup, parts of it or single files back: five steps, and nothing changes before the fourth is confirmed. */
export const restore: Screen<Params> = {
  title: restoreText.title,
  View: Restore,
  task: {
    label: restoreText.task,
    hint: restoreText.taskHint,
    state: () => ({ text: restoreText.taskState }),
    plain: restorePlain,
  },
};

function Restore({ params }: { params: Params }) {
  const { context, back } = useShell();
  const [wizard, step] = useKept('wizard', wizardReducer, wizardStart);
  const named = params?.backup ?? null;
  const word = wizard.entry === null ? named : null;
  const found = useLoad(async () => (word === null ? null : await findEntry(context, word)), [word]);
  const entry = wizard.entry ?? found.value;
  const take = (taken: CatalogEntry | null) => step({ do: 'take', entry: taken });
  if (entry)
    return (
      <OpenStep
        // Another backup is another archive to be opened.
        key={entry.id}
        entry={entry}
        wizard={wizard}
        step={step}
        origin={originOf(entry, context.world.now(), timeZoneOf(context.installation))}
        // Where the backup was named from outside, back leads there again.
        onBack={named === null ? () => take(null) : undefined}
      />
    );
  if (word === null) return <BackupStep onTake={take} />;
  if (found.state === 'failed')
    return (
      <FailedStep
        step="backup"
        error={found.error}
        waysOut={[
          { label: restoreText.backup.again, run: found.reload },
          { label: restoreText.review.goBack, run: back },
        ]}
      />
    );
  return <WaitingStep words={restoreText.backup.looking} />;
}

function originOf({ date, size, name, homeassistantVersion }: CatalogEntry, now: Date, zone: string): string {
  const when = Number.isNaN(Date.parse(date)) ? '' : dayAndTime(new Date(date), now, zone);
  const version = homeassistantVersion ? `Home Assistant ${homeassistantVersion}` : '';
  return [when, name ? `"${name}"` : '', formatBytes(size), version].filter(Boolean).join(', ');
}
