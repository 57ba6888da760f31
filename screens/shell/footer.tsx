import { Line } from '../components/line.tsx';
import { type Span, spansWidth } from '../draw/spans.ts';
import { text } from '../text.ts';
import { type Binding, keyLabel } from './binding.ts';
import { useLook } from './look.ts';

const mostShown = 5;
const gap: Span = { text: '   ' };

/** The most useful keys of the layer on top, as many as fit; `?` always, for all the others. */
export function Footer({ bindings }: { bindings: readonly Binding[] }) {
  const { layout } = useLook();
  const own = bindings.filter((binding) => binding.group !== 'move' && !binding.whenOff).slice(0, mostShown);
  const help = keyHint('?', text.keys.helpShort);
  const quit = keyHint('q', text.keys.quit);
  const shown: Span[] = [];
  let room = layout.width - spansWidth(help);
  for (const { keys, label, short } of own) {
    const hint = [...keyHint(keyLabel(keys[0] ?? ''), short ?? label), gap];
    if (spansWidth(hint) > room) break;
    shown.push(...hint);
    room -= spansWidth(hint);
  }
  shown.push(...help);
  if (spansWidth([gap, ...quit]) <= room) shown.push(gap, ...quit);
  return <Line content={shown} />;
}

function keyHint(key: string, label: string): Span[] {
  return [{ text: key, role: 'accent' }, { text: ` ${label}` }];
}
