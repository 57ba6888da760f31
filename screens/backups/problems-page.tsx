import { useMemo } from 'react';
import type { Problem } from '../../core/archive/types.ts';
import { Blank } from '../components/line.tsx';
import { Pager, usePager } from '../components/pager.tsx';
import type { PagerLine } from '../components/pager-state.ts';
import { wrap } from '../draw/text.ts';
import { type Binding, backKeys } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { backupsText } from './text.ts';

interface ProblemsPageProps {
  problems: readonly Problem[];
  onClose: () => void;
}

/** Every place and file that could not be read, or not without doubt, with the reason. */
export function ProblemsPage({ problems, onClose }: ProblemsPageProps) {
  const { layout } = useLook();
  const lines = useMemo(
    () =>
      problems.flatMap(({ path, code, message }): PagerLine[] => [
        ...wrap(message, layout.width - 4).map((text, at) => ({ text, mark: at === 0 ? '[!]' : '' })),
        { text: `${path}   ${code}`, role: 'muted' },
        { text: '' },
      ]),
    [problems, layout.width],
  );
  const pager = usePager(lines, layout.bodyRows - 1, 'problems');
  const back: Binding = {
    keys: [...backKeys, 'l', 'enter'],
    label: backupsText.keys.back,
    run: onClose,
  };
  return (
    <Page bindings={[back, ...pager.bindings]} right={backupsText.problems.title}>
      <Blank />
      <Pager pager={pager} />
    </Page>
  );
}
