import { useState } from 'react';
import { type RecorderSettings, readRecorderSettings } from '../../core/device/recorder.ts';
import type { Installation } from '../../core/device/types.ts';
import { recorderLines } from '../../core/prepare/recorder-lines.ts';
import type { Check } from '../../core/prepare/types.ts';
import { Blank, Line } from '../components/line.tsx';
import { wrap } from '../draw/text.ts';
import { useLoad } from '../hooks/use-load.ts';
import type { Binding } from '../shell/binding.ts';
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
  const { layout } = useLook();
  const { context } = useShell();
  const [first, setFirst] = useState(0);
  const settings = useLoad<RecorderSettings>(
    () => readRecorderSettings({ config: installation.config, env: context.world.env, mounts: [] }),
    [installation],
  );
  const lines = settings.value ? recorderLines(settings.value, busiest) : [words.lines.waiting];
  const what = wrap(words.lines.what, layout.width);
  const room = Math.max(1, layout.bodyRows - what.length - 2);
  const last = Math.max(0, lines.length - room);
  const top = Math.min(first, last);
  const bindings: Binding[] = [
    { keys: ['down', 'j'], label: words.lines.down, run: () => setFirst(Math.min(last, top + 1)) },
    { keys: ['up', 'k'], label: words.lines.up, run: () => setFirst(Math.max(0, top - 1)) },
    { keys: ['escape', 'left', 'h', 'backspace'], label: words.backToCheck, run: onBack },
  ];
  return (
    <Page bindings={bindings}>
      {what.map((line) => (
        <Line key={line} content={{ text: line, role: 'muted' }} />
      ))}
      <Blank />
      {lines.slice(top, top + room).map((line) => (
        <Line key={line} content={line} />
      ))}
    </Page>
  );
}
