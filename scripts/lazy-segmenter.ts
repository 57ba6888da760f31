/** Put by the build in the place of `Intl.Segmenter`: packages make one when they are loaded, and that reads large tables. */
// By destructuring: `Intl.Segmenter` in any other form would be replaced here too.
const { Segmenter: Real } = Intl;

export class LazySegmenter {
  readonly #options: ConstructorParameters<typeof Intl.Segmenter>;
  #real: Intl.Segmenter | null = null;

  constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#options = options;
  }

  segment(text: string): Intl.Segments {
    this.#real ??= new Real(...this.#options);
    return this.#real.segment(text);
  }
}
