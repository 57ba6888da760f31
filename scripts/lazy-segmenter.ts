/** Put by the build in the place of `Intl.Segmenter`: packages make one when they are loaded, and that reads large tables. */
const Real = Intl['Segmenter' as keyof typeof Intl] as typeof Intl.Segmenter;

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
