/**
 * Who gets a key: a stack of layers, asked from the top until one takes it. A page lies on the shell, a field or a
 * question on the page.
 */
import type { KeyName } from '../terminal/keys.ts';
import { type Binding, findBinding } from './binding.ts';

export interface Layer {
  bindings: readonly Binding[];
  /** A question: what lies between it and the shell gets no keys. */
  isModal?: boolean;
  /** Takes printable text, which are no commands then. */
  onText?: (text: string, isPasted: boolean) => void;
}

interface Place {
  depth: number;
  order: number;
  layer: Layer;
}

export class LayerStack {
  #places: Place[] = [];
  #order = 0;
  readonly #watchers = new Set<() => void>();

  /** Puts a layer in; the function returned gives it new bindings, or takes it out for null. */
  add(depth: number, layer: Layer): (layer: Layer | null) => void {
    this.#order += 1;
    const place: Place = { depth, order: this.#order, layer };
    this.#places.push(place);
    this.#places.sort((a, b) => b.depth - a.depth || b.order - a.order);
    this.#tell();
    return (next) => {
      if (next) place.layer = next;
      else {
        this.#places = this.#places.filter((other) => other !== place);
        this.#tell();
      }
    };
  }

  /** Calls back when layers come and go; ends with the function returned. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** From the top down, without those that a question covers. */
  layers(): Layer[] {
    const layers: Layer[] = [];
    let isCovered = false;
    for (const { depth, layer } of this.#places) {
      if (isCovered && depth > 0) continue;
      layers.push(layer);
      isCovered ||= layer.isModal === true;
    }
    return layers;
  }

  get takesText(): boolean {
    return this.layers()[0]?.onText !== undefined;
  }

  type(text: string, isPasted: boolean): void {
    this.layers()[0]?.onText?.(text, isPasted);
  }

  /** Runs what the key is bound to. Gives back a binding that is off instead, so that its reason can be told. */
  press(key: KeyName): Binding | null {
    for (const layer of this.layers()) {
      const binding = findBinding(layer.bindings, key);
      if (!binding) continue;
      if (binding.whenOff) return binding;
      binding.run();
      return null;
    }
    return null;
  }
}
