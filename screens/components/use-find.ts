import fuzzysort from 'fuzzysort';
import { useCallback, useMemo, useState } from 'react';
import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';

export interface FindControl<Item> {
  /** Those that fit, the best first; all of them in their own order as long as nothing is looked for. */
  items: readonly Item[];
  query: string;
  isTyping: boolean;
  setQuery: (query: string) => void;
  /** Ends typing; the list stays as it is found. */
  keep: () => void;
  /** Shows everything again. */
  drop: () => void;
  bindings: Binding[];
}

/** More than anybody looks through; keeps a key cheap on a list of any length. */
const mostFound = 200;

/** `/` on a list: shows what fits the letters typed, in their order with others between. */
export function useFind<Item>(all: readonly Item[], textOf: (item: Item) => string): FindControl<Item> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: textOf is made anew at every draw
  const prepared = useMemo(() => all.map((item) => ({ item, key: fuzzysort.prepare(textOf(item)) })), [all]);
  const search = useCallback(
    (query: string) =>
      fuzzysort.go(query, prepared, { key: 'key', limit: mostFound }).map(({ obj }) => obj.item),
    [prepared],
  );
  return useSearch(all, search, 'find');
}

/** The same for what is searched in a way of its own; `search` is called again when it is another function. */
export function useSearch<Item>(
  all: readonly Item[],
  search: (query: string) => readonly Item[],
  name: string,
): FindControl<Item> {
  const [query, setQuery] = useKept(name, (_: string, next: string) => next, '');
  const [isTyping, setTyping] = useState(false);
  const items = useMemo(() => (query.trim() === '' ? all : search(query)), [query, search, all]);
  const drop = () => {
    setQuery('');
    setTyping(false);
  };
  const bindings: Binding[] = [{ keys: ['/'], label: text.find.label, run: () => setTyping(true) }];
  if (query !== '' && !isTyping)
    bindings.push({ keys: ['escape'], label: text.find.drop, group: 'move', run: drop });
  return { items, query, isTyping, setQuery, keep: () => setTyping(false), drop, bindings };
}
