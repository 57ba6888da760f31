import { useState } from 'react';
import { dayAndTime } from '../../../core/calendar.ts';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { timeZoneOf } from '../../../core/device/time-zone.ts';
import { countOf, formatBytes } from '../../../core/format.ts';
import { Message } from '../../components/message.tsx';
import type { TreeNode } from '../../components/tree-model.ts';
import { knownIn } from '../../files/file-states.ts';
import { FileTree, stateNote } from '../../files/file-tree.tsx';
import { FileView } from '../../files/file-view.tsx';
import { KeyForm, useKeepDialog } from '../../files/key-form.tsx';
import type { OpenedBackup, ReadIndex } from '../../files/open-backup.ts';
import { filesText } from '../../files/text.ts';
import { useFileTree } from '../../files/use-file-tree.ts';
import { type OpenedControl, type StatesControl, useFileStates } from '../../files/use-opened-backup.ts';
import type { Binding } from '../../shell/binding.ts';
import { useLook } from '../../shell/look.ts';
import { Page } from '../../shell/page.tsx';
import { useShell } from '../../shell/shell-context.ts';
import { ProblemsPage } from '../problems-page.tsx';
import { backupsText } from '../text.ts';
import { useCopyOut } from './use-copy-out.tsx';

interface InsideViewProps {
  backup: CatalogEntry;
  opening: OpenedControl;
  opened: OpenedBackup;
  read: ReadIndex;
}

/** What is shown in place of the tree. */
type Shown = 'tree' | 'problems' | 'key' | { file: TreeNode };

/** The files of an open backup. */
export function InsideView({ backup, opening, opened, read }: InsideViewProps) {
  const { context, open } = useShell();
  const { layout } = useLook();
  const [shown, show] = useState<Shown>('tree');
  const states = useFileStates(opened, read);
  const { index } = read;
  // Parts that only wait for a key say so themselves.
  const problems = read.problems.filter(({ code }) => !keyProblems.has(code));
  const files = useFileTree(index, {
    rows: layout.bodyRows - (problems.length > 0 ? 1 : 0),
    canPick: false,
    onFile: (file) => show({ file }),
  });
  const { keys } = backupsText;
  const { selected } = files;
  const copyOut = useCopyOut(opened, typeof shown === 'object' ? shown.file : selected);
  const restore: Binding = {
    keys: ['r'],
    label: keys.restoreThis,
    short: keys.restore,
    whenOff: selected ? null : keys.nothing,
    run: () => selected && open({ screen: 'restore', params: { backup: backup.id, pick: selected.path } }),
  };
  const keep = useKeepDialog(opened);
  const close = () => show('tree');

  if (shown === 'problems') return <ProblemsPage problems={problems} onClose={close} />;
  if (shown === 'key' && opened.locked.length > 0) {
    return (
      <Page bindings={[]}>
        <KeyForm opened={opened} control={opening} onCancel={close} />
      </Page>
    );
  }
  if (typeof shown === 'object') {
    const { path } = shown.file;
    return (
      <FileView
        opened={opened}
        path={path}
        facts={index.factsOf(path)}
        state={states.value?.ofFile(path) ?? 'unknown'}
        onClose={close}
        bindings={[copyOut.binding, restore]}
        dialog={copyOut.dialog}
      />
    );
  }
  const zone = timeZoneOf(context.installation);
  const told = (moment: string) => dayAndTime(new Date(moment), context.world.now(), zone);
  const isLocked = selected !== undefined && opened.locked.includes(selected.path);
  const key: Binding = { keys: ['enter', 'right'], label: filesText.key.give, run: () => show('key') };
  const bindings: Binding[] = [
    ...(isLocked
      ? [key, ...files.bindings.filter((binding) => !binding.keys.includes('enter'))]
      : files.bindings),
    copyOut.binding,
    restore,
    {
      keys: ['='],
      label: filesText.compare,
      short: filesText.compareShort,
      whenOff: states.compare
        ? null
        : context.installation
          ? filesText.isCompared
          : filesText.nothingCompared,
      run: () => states.compare?.(),
    },
    {
      keys: ['l'],
      label: keys.problems,
      short: keys.problemsShort,
      whenOff: problems.length > 0 ? null : keys.noProblems,
      run: () => show('problems'),
    },
  ];
  const [problem] = problems;
  return (
    <Page
      bindings={bindings}
      right={`${countOf(index.count, 'file')}, ${formatBytes(index.root.size)}`}
      hint={[hintOf(selected, read, told), comparisonOf(states)].join(' ').trim()}
      dialog={copyOut.dialog || keep}
    >
      {problem && <Message sign="danger" text={`${problem.message} ${backupsText.problems.more}`} rows={1} />}
      <FileTree files={files} note={stateNote(states.value, opened.locked)} />
    </Page>
  );
}

const keyProblems = new Set(['WRONG_KEY', 'KEY_MISSING']);

function hintOf(node: TreeNode | undefined, { index }: ReadIndex, told: (moment: string) => string): string {
  if (!node) return '';
  if (node.children) return filesText.folder(node.files, node.size);
  const facts = index.factsOf(node.path);
  if (!facts) return '';
  return facts.link === null ? filesText.file(told(facts.mtime)) : filesText.link(facts.type, facts.link);
}

function comparisonOf(states: StatesControl): string {
  if (states.state === 'loading') return filesText.comparing;
  if (states.state === 'failed') return filesText.compareFailed(String(states.error));
  const { value } = states;
  const counts = value?.below('');
  if (!value || !counts || knownIn(counts) === 0) return '';
  return filesText.compared(counts, value.added);
}
