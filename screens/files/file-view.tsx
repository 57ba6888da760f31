import { type ReactNode, useMemo, useState } from 'react';
import { formatBytes } from '../../core/format.ts';
import { diffText } from '../../core/restore/diff.ts';
import { Line } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { Pager, usePager } from '../components/pager.tsx';
import { useLoad } from '../hooks/use-load.ts';
import { type Binding, backKeys } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { readContent } from './file-content.ts';
import type { FileFacts } from './file-index.ts';
import { changeLines, contentLines, failureLines, type Shown, sentence } from './file-lines.ts';
import type { FileState } from './file-states.ts';
import type { OpenedBackup } from './open-backup.ts';
import { filesText } from './text.ts';

interface FileViewProps {
  opened: OpenedBackup;
  path: string;
  /** Null: not even its entry could be read. */
  facts: FileFacts | null;
  state: FileState;
  onClose: () => void;
  /** What else can be done with the file. */
  bindings?: readonly Binding[];
  dialog?: ReactNode;
}

/** One file of a backup: its text or its first bytes, and what has changed in it since. */
export function FileView(props: FileViewProps) {
  const { opened, path, facts, state, onClose, bindings = [], dialog } = props;
  const { context } = useShell();
  const { layout } = useLook();
  const [showsChanges, setShowsChanges] = useState(false);
  const shown = useShown({ opened, path, facts, showsChanges });
  const { view } = filesText;
  const noteRows = shown.note === '' ? 0 : 2;
  const pager = usePager(shown.lines, layout.bodyRows - 1 - noteRows, showsChanges ? 'changes' : 'text');
  const compare: Binding = {
    keys: ['='],
    label: showsChanges ? view.text : filesText.compare,
    short: showsChanges ? view.textShort : filesText.compareShort,
    whenOff: !hasContent(facts) ? view.noFile : context.installation ? null : filesText.nothingCompared,
    run: () => setShowsChanges(!showsChanges),
  };
  const back: Binding = {
    keys: backKeys,
    label: view.back,
    short: view.backShort,
    run: onClose,
  };
  return (
    <Page
      bindings={[compare, ...bindings, ...pager.bindings, back]}
      right={factsOf(facts, state)}
      dialog={dialog}
    >
      <Line content={{ text: path, role: 'accent' }} />
      {shown.note !== '' && <Message sign={shown.sign} text={shown.note} rows={2} />}
      {shown.lines.length > 0 && <Pager pager={pager} />}
    </Page>
  );
}

interface Wanted extends Pick<FileViewProps, 'opened' | 'path' | 'facts'> {
  showsChanges: boolean;
}

function useShown({ opened, path, facts, showsChanges }: Wanted): Shown {
  const { context } = useShell();
  const { layout } = useLook();
  const { installation } = context;
  const isFile = hasContent(facts);
  const content = useLoad(
    async (signal) => (isFile ? await readContent(opened, path, signal) : null),
    [opened, path, isFile],
  );
  const changes = useLoad(
    async () =>
      showsChanges && installation ? await diffText(opened.archive, opened.keys, installation, path) : null,
    [opened, path, showsChanges, installation],
  );
  const size = facts?.size ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of what is loaded only what can change
  return useMemo(() => {
    const { view } = filesText;
    if (!isFile) return sentence(view.link(facts?.link ?? null));
    const loaded = showsChanges ? changes : content;
    if (loaded.state === 'failed') return failureLines(loaded.error);
    if (loaded.state === 'loading' || loaded.value === null)
      return sentence(showsChanges ? filesText.comparing : view.reading);
    if ('kind' in loaded.value) return contentLines(loaded.value, size, layout.width);
    return changeLines(loaded.value);
  }, [
    facts,
    isFile,
    showsChanges,
    size,
    layout.width,
    content.state,
    content.value,
    changes.state,
    changes.value,
  ]);
}

/** A hard link repeats a file. */
function hasContent(facts: FileFacts | null): boolean {
  return facts?.type === 'file' || facts?.type === 'hardlink';
}

function factsOf(facts: FileFacts | null, state: FileState): string {
  const words = [facts?.type === 'file' ? formatBytes(facts.size) : '', filesText.state[state]];
  return words.filter((word) => word !== '').join(', ');
}
