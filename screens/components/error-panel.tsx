import { Box } from 'ink';
import { useState } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { wrap } from '../draw/text.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { text } from '../text.ts';
import { Blank, Line } from './line.tsx';
import { Menu, type MenuControl, type MenuItem, useMenu } from './menu.tsx';
import { Message } from './message.tsx';

interface ErrorDescription {
  error: unknown;
  /** What happened, where the error's own sentence does not say it. */
  what?: string;
  /** What it means for the data, likewise. */
  safe?: string;
  /** What can be done here; the error's own remedies are shown as advice above them. */
  waysOut: readonly MenuItem[];
}

export interface ErrorControl extends ErrorDescription {
  menu: MenuControl;
  showsDetails: boolean;
  bindings: Binding[];
}

/** The ways out of an error, numbered, and the technical part behind a key. For a page that shows an `ErrorPanel`. */
export function useErrorPanel(description: ErrorDescription): ErrorControl {
  const [showsDetails, setShowsDetails] = useState(false);
  const menu = useMenu(description.waysOut, { isNumbered: true, name: 'ways-out' });
  const details: Binding = {
    keys: ['l'],
    label: showsDetails ? text.error.less : text.error.details,
    short: text.error.detailsShort,
    run: () => setShowsDetails(!showsDetails),
  };
  return {
    ...description,
    menu,
    showsDetails,
    bindings: [...menu.bindings.slice(0, 1), details, ...menu.bindings.slice(1)],
  };
}

/** What happened, what it means for the data, the ways out. */
export function ErrorPanel({ control }: { control: ErrorControl }) {
  const { layout } = useLook();
  const { error, menu, showsDetails } = control;
  const known = error instanceof LifeboatError ? error : null;
  const what = control.what ?? (error instanceof Error ? error.message : String(error));
  const safe = control.safe ?? known?.safe ?? '';
  const advice = [safe, ...(known?.remedies ?? [])].filter((sentence) => sentence !== '');
  const details = showsDetails ? detailLines(error) : [];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line content={{ text: known?.code ?? text.error.unknownCode, role: 'muted' }} />
      <Message sign="danger" text={what} />
      {advice.map((sentence) => (
        <Message key={sentence} sign="none" text={sentence} />
      ))}
      <Blank />
      <Menu menu={menu} />
      <Blank />
      {details
        .flatMap((line) => wrap(line, layout.width))
        .map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
          <Line key={index} content={{ text: line, role: 'muted' }} />
        ))}
    </Box>
  );
}

function detailLines(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const cause = error.cause === undefined ? [] : detailLines(error.cause);
  return [...(error.stack ?? error.message).split('\n').map((line) => line.trim()), ...cause];
}
