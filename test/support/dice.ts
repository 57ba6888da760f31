/** Chance that is the same at every run: a test that fails can be had again. */
export function dice(seed: number) {
  let state = seed;
  /** A whole number from 0 to `below - 1`. */
  const roll = (below: number): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) roll(2);
  return {
    roll,
    pick: <Item>(items: readonly Item[]): Item => items[roll(items.length)] as Item,
    some: <Item>(items: readonly Item[]): Item[] => items.filter(() => roll(2) === 1),
  };
}
