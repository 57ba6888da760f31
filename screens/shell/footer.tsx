import { use, useSyncExternalStore } from 'react';
import { Line } from '../components/line.tsx';
import { type Span, spansWidth } from '../draw/spans.ts';
import { text } from '../text.ts';
import { type Binding, findBinding, keyLabel } from './binding.ts';
import type { LayerStack } from './layers.ts';
import { useLook } from './look.ts';
import { LayerStackContext } from './use-layer.tsx';

const mostShown = 5;
const gap: Span = { text: '   ' };

/** The most useful keys of the layer on top, as many as fit; `?` always, for all the others. */
export function Footer({ bindings }: { bindings: readonly Binding[] }) {
  const { layout } = useLook();
  const layers = use(LayerStackContext);
  const takesText = useSyncExternalStore(layers.watch, () => layers.takesText);
  const own = shownOf(takesText ? typingBindings(layers) : bindings).slice(0, mostShown);
  const last = takesText ? [] : [keyHint('?', text.keys.helpShort), keyHint('q', text.keys.quit)];
  return <Line content={fitHints(own.map(bindingHint), last, layout.width)} />;
}

function shownOf(bindings: readonly Binding[]): Binding[] {
  return bindings.filter(({ group, whenOff }) => group !== 'move' && !whenOff);
}

/** While letters are text: the keys that are none. */
function typingBindings(layers: LayerStack): Binding[] {
  const all = layers.layers();
  const seen = new Set<string>();
  const named = shownOf(all.slice(0, -1).flatMap((layer) => layer.bindings)).filter(
    ({ keys: [key = ''] }) => {
      const isNew = key.length > 1 && !seen.has(key);
      seen.add(key);
      return isNew;
    },
  );
  const quit = findBinding(all.at(-1)?.bindings ?? [], 'ctrl-c');
  return quit ? [...named, quit] : named;
}

function bindingHint({ keys: [key = ''], label, short }: Binding): Span[] {
  return keyHint(keyLabel(key), short ?? label);
}

function keyHint(key: string, label: string): Span[] {
  return [{ text: key, role: 'accent' }, { text: ` ${label}` }];
}

/** As many as fit. Room for the help is kept free first; to quit is said where there is room left. */
function fitHints(own: readonly Span[][], [help = [], quit = []]: readonly Span[][], width: number): Span[] {
  const shown = [...own, help, quit].filter((hint) => hint.length > 0);
  const rowOf = (hints: readonly Span[][]) =>
    hints.flatMap((hint, index) => (index > 0 ? [gap, ...hint] : hint));
  while (shown.length > 1 && spansWidth(rowOf(shown)) > width) {
    if (shown.at(-1) === quit) shown.pop();
    else shown.splice(shown.at(-1) === help ? -2 : -1, 1);
  }
  return rowOf(shown);
}
