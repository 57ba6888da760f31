import { Page } from '../shell/page.tsx';
import { Blank, Line } from './line.tsx';

/** A whole screen that waits; `text` says for what, and ends in ` ...`. */
export function WaitPage({ text }: { text: string }) {
  return (
    <Page bindings={[]}>
      <Blank />
      <Line content={`     ${text}`} />
    </Page>
  );
}
