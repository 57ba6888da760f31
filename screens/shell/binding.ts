/** Keys as data: one list feeds the dispatcher, the footer and the help. */
import type { KeyName } from '../terminal/keys.ts';
import { keyLabels } from '../text.ts';

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

export function keyLabel(key: KeyName): string {
  return keyLabels[key] ?? key;
}

export function findBinding(bindings: readonly Binding[], key: KeyName): Binding | undefined {
  return bindings.find((binding) => binding.keys.includes(key));
}
