/** Hands keys to the layers one after the other: each sees what the one before it has changed. */
import { type Chunk, chunkKeys, chunkText, type KeyName } from '../terminal/keys.ts';
import type { Binding } from './binding.ts';
import type { LayerStack } from './layers.ts';

type Item = { chunk: Chunk } | { press: KeyName } | { text: string } | { paste: string };

interface Listener {
  /** Before a key is looked up. */
  onKey: () => void;
  /** The key is bound, but off. */
  onOff: (binding: Binding) => void;
}

export class KeyQueue {
  #items: Item[] = [];
  #isBusy = false;
  readonly #layers: LayerStack;
  readonly #listener: Listener;

  constructor(layers: LayerStack, listener: Listener) {
    this.#layers = layers;
    this.#listener = listener;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const item = this.#items.shift();
    this.#isBusy = item !== undefined;
    if (!item) return;
    this.#take(item);
    // React plans its work in a microtask and does it in the turn after: only then do the layers know what changed.
    setImmediate(() => setImmediate(() => this.#next()));
  }

  #take(item: Item): void {
    if ('chunk' in item) {
      // Read only now: a key before it may have opened a field.
      const keys = this.#layers.takesText
        ? chunkText(item.chunk)
        : chunkKeys(item.chunk).map((press) => ({ press }));
      const [first, ...others] = keys;
      this.#items.unshift(...others);
      if (first) this.#take(first);
      return;
    }
    this.#listener.onKey();
    if ('text' in item) this.#layers.type(item.text, false);
    else if ('paste' in item) this.#layers.type(item.paste, true);
    else {
      const off = this.#layers.press(item.press);
      if (off) this.#listener.onOff(off);
    }
  }
}
