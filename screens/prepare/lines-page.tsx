import { useMemo } from 'react';
import { type RecorderSettings, readRecorderSettings } from '../../core/device/recorder.ts';
import type { Installation } from '../../core/device/types.ts';
import { recorderLines } from '../../core/prepare/recorder-lines.ts';
import type { Check } from '../../core/prepare/types.ts';
import { Pager, usePager } from '../components/pager.tsx';
import type { PagerLine } from '../components/pager-state.ts';
import { wrap } from '../draw/text.ts';
import { useLoad } from '../hooks/use-load.ts';
import { type Binding, backKeys } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { prepareText as words } from './text.ts';

interface LinesPageProps {
  installation: Installation;
  busiest: Check | undefined;
  onBack: () => void;
}

/** The section `recorder:` to be pasted, as plain text at the left edge: it is copied off the screen. */
export function LinesPage({ installation, busiest, onBack }: LinesPageProps) {
  const { layout, glyphs } = useLook();
  const { context, trail } = useShell();
  const { value: settings } = useLoad<RecorderSettings>(
    () => readRecorderSettings({ ...installation, env: context.world.env }),
    [installation],
  );
  const lines = useMemo((): PagerLine[] => {
    if (!settings) return [{ text: words.lines.waiting }];
    return [
      ...wrap(words.lines.what, layout.width).map((text): PagerLine => ({ text, role: 'muted' })),
      { text: '' },
      ...recorderLines(settings, busiest).map((text) => ({ text })),
    ];
  }, [settings, busiest, layout.width]);
  const pager = usePager(lines, layout.bodyRows, 'lines');
  const bindings: Binding[] = [{ keys: backKeys, label: words.backToCheck, run: onBack }, ...pager.bindings];
  return (
    <Page
      bindings={bindings}
      title={{ text: [...trail, words.lines.title].join(` ${glyphs.crumb} `), role: 'accent' }}
    >
      <Pager pager={pager} />
    </Page>
  );
}
