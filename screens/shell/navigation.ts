/** Where the user is: a stack of screens, as data. */

/** A route of any registry; screens use the typed one of `routes.ts`. */
export interface Place {
  screen: string;
  params: unknown;
}

/** A screen that is on the stack, with what it wants to find again when it is come back to. */
export interface Entry extends Place {
  id: number;
  /** Survives as long as the entry; see `useKept`. */
  kept: Map<string, unknown>;
}

/** The screen at hand is the last; the first is Home. Never empty. */
export interface Navigation {
  stack: readonly [Entry, ...Entry[]];
  nextId: number;
}

export type NavigationStep =
  | { to: 'open'; place: Place }
  /** The same place on the stack: back does not come by here again. */
  | { to: 'replace'; place: Place }
  | { to: 'back' }
  | { to: 'home' };

export function startAt(place: Place): Navigation {
  return { stack: [entry(place, 0)], nextId: 1 };
}

function entry(place: Place, id: number): Entry {
  return { ...place, id, kept: new Map() };
}

export function navigate({ stack, nextId }: Navigation, step: NavigationStep): Navigation {
  const [home, ...above] = stack;
  switch (step.to) {
    case 'open':
      return { stack: [home, ...above, entry(step.place, nextId)], nextId: nextId + 1 };
    case 'replace':
      return above.length === 0
        ? { stack: [entry(step.place, nextId)], nextId: nextId + 1 }
        : { stack: [home, ...above.slice(0, -1), entry(step.place, nextId)], nextId: nextId + 1 };
    case 'back':
      return { stack: [home, ...above.slice(0, -1)], nextId };
    case 'home':
      return { stack: [home], nextId };
  }
}

export function here({ stack }: Navigation): Entry {
  return stack.at(-1) ?? stack[0];
}
