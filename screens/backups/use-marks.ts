import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import { backupsText } from './text.ts';

export interface Marks {
  marked: ReadonlySet<string>;
  clear: () => void;
  bindings: Binding[];
}

type MarkStep = { toggle: string } | { set: ReadonlySet<string> };

/** Which entries of a list are marked, by their keys; `selected` is the one at hand, `all` are those shown. */
export function useMarks(selected: string | undefined, all: () => readonly string[]): Marks {
  const [marked, step] = useKept('marks', reduce, none);
  const { keys: words } = backupsText;
  const bindings: Binding[] = [
    {
      keys: ['space'],
      label: words.mark,
      whenOff: selected === undefined ? words.nothing : null,
      run: () => selected !== undefined && step({ toggle: selected }),
    },
    {
      keys: ['a'],
      label: words.markAll,
      run: () => {
        const keys = all();
        step({ set: keys.every((key) => marked.has(key)) ? none : new Set(keys) });
      },
    },
  ];
  return { marked, clear: () => step({ set: none }), bindings };
}

const none: ReadonlySet<string> = new Set();

function reduce(marked: ReadonlySet<string>, step: MarkStep): ReadonlySet<string> {
  if ('set' in step) return step.set;
  const next = new Set(marked);
  if (!next.delete(step.toggle)) next.add(step.toggle);
  return next;
}
