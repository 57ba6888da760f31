import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { LoadPage } from '../../components/load-page.tsx';
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
  const loaded = opening.state === 'failed' ? opening : { ...reading, reload: opening.reload };
  const waiting = <LoadPage loaded={loaded} waiting={opened ? filesText.reading : filesText.opening} />;
  if (loaded.state === 'failed') return waiting;
  if (opened && opened.locked.length === opened.archive.members.length && opened.locked.length > 0) {
    return (
      <Page bindings={[]}>
        <KeyForm opened={opened} control={opening} onCancel={back} />
      </Page>
    );
  }
  if (opened && reading.value)
    return <InsideView backup={backup} opening={opening} opened={opened} read={reading.value} />;
  return waiting;
}
