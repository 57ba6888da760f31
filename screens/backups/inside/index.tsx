import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { ErrorPage } from '../../components/error-page.tsx';
import { WaitPage } from '../../components/wait-page.tsx';
import { KeyForm } from '../../files/key-form.tsx';
import { filesText } from '../../files/text.ts';
import { useFileIndex, useOpenedBackup } from '../../files/use-opened-backup.ts';
import { Page } from '../../shell/page.tsx';
import type { Screen } from '../../shell/screen.ts';
import { useShell } from '../../shell/shell-context.ts';
import { backupsText } from '../text.ts';
import { InsideView } from './inside-view.tsx';

interface Params {
  backup: CatalogEntry;
}

/** One backup from inside: its files as a tree, the text of each, and what has become of them. */
export const inside: Screen<Params> = { title: backupsText.inside.title, View: Inside };

function Inside({ params: { backup } }: { params: Params }) {
  const { back } = useShell();
  const opening = useOpenedBackup(backup);
  const reading = useFileIndex(opening.value);
  const opened = opening.value;
  const failed = [opening, reading].find(({ state }) => state === 'failed');
  if (failed?.state === 'failed') {
    if (!(failed.error instanceof LifeboatError)) throw failed.error;
    const { ways } = backupsText;
    return (
      <ErrorPage
        error={failed.error}
        waysOut={[
          { label: ways.again, run: opening.reload },
          { label: ways.back, run: back },
        ]}
      />
    );
  }
  if (opened && opened.locked.length === opened.archive.members.length && opened.locked.length > 0) {
    return (
      <Page bindings={[]}>
        <KeyForm opened={opened} control={opening} onCancel={back} />
      </Page>
    );
  }
  if (opened && reading.value)
    return <InsideView backup={backup} opening={opening} opened={opened} read={reading.value} />;
  return <WaitPage text={opened ? filesText.reading : filesText.opening} />;
}
