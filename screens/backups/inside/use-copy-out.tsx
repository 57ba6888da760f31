import path from 'node:path';
import { type ReactNode, useState } from 'react';
import { planRestore } from '../../../core/restore/plan.ts';
import { typedPath } from '../../../core/typed-path.ts';
import { AskField } from '../../components/ask-field.tsx';
import type { TreeNode } from '../../components/tree-model.ts';
import type { OpenedBackup } from '../../files/open-backup.ts';
import { useAttempt } from '../../hooks/use-attempt.ts';
import type { Binding } from '../../shell/binding.ts';
import { useShell } from '../../shell/shell-context.ts';
import { backupsText } from '../text.ts';

/** Brings a part, a folder or a file out into a directory, and touches nothing else: as a job. */
export function useCopyOut(
  opened: OpenedBackup,
  node: TreeNode | undefined,
): { binding: Binding; dialog: ReactNode } {
  const { context, open } = useShell();
  const [isAsking, setAsking] = useState(false);
  const { world, jobs } = context;
  const { copyOut } = backupsText;
  const attempt = useAttempt();
  const start = (node: TreeNode, directory: string) =>
    attempt(async () => {
      const { archive, keys, from } = opened;
      const isPart = archive.members.some(({ part }) => part === node.path);
      const plan = await planRestore(world, {
        archive,
        keys,
        to: typedPath(world, directory),
        ...(isPart ? { parts: [node.path] } : { paths: [node.path] }),
      });
      const { record } = await jobs.start({ kind: 'restore', plan, from }, opened.typed);
      setAsking(false);
      open({ screen: 'job', params: { id: record.id } });
    });
  return {
    binding: {
      keys: ['c'],
      label: copyOut.label,
      short: copyOut.short,
      whenOff: node ? null : backupsText.keys.nothing,
      run: () => setAsking(true),
    },
    dialog: isAsking && node && (
      <AskField
        title={copyOut.title}
        lines={[node.label ?? node.path, copyOut.facts]}
        label={copyOut.field}
        initial={path.join(world.home, copyOut.folder)}
        onSubmit={(typed) => void start(node, typed)}
        onCancel={() => setAsking(false)}
      />
    ),
  };
}
