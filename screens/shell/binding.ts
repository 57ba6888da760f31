/** Keys as data: one list feeds the dispatcher, the footer and the help. */
import type { KeyName } from '../terminal/keys.ts';
import { keyLabels, text } from '../text.ts';

export interface Binding {
  /** All of these do it; the first one is shown. */
  keys: readonly KeyName[];
  /** In the help: `look inside`. */
  label: string;
  /** In the footer, where room is short; default: the label. */
  short?: string;
  /** One more sentence for the help. */
  help?: string;
  /** `move`: moves about in a list and is not shown in the footer. */
  group?: 'move';
  /** Why it does nothing now, as the end of a sentence: "the nas is not reachable". */
  whenOff?: string | null;
  run: () => void;
}

/** They mean back on every screen. */
export const backKeys: readonly KeyName[] = ['escape', 'left', 'h', 'backspace'];

/** Back, by those keys that mean nothing else here. */
export function backBinding(run: () => void, others: readonly Binding[] = []): Binding {
  const taken = new Set(others.flatMap(({ keys }) => keys));
  return { keys: backKeys.filter((key) => !taken.has(key)), label: text.keys.back, run };
}

export function keyLabel(key: KeyName): string {
  return keyLabels[key] ?? key;
}

export function findBinding(bindings: readonly Binding[], key: KeyName): Binding | undefined {
  return bindings.find((binding) => binding.keys.includes(key));
}
