/** What the keys do on each row of the form. */
import type { Binding } from '../shell/binding.ts';
import { type FormRow, type FormStep, isAtLocation, tickedParts } from './form.ts';
import type { RowFacts } from './row-cells.ts';
import { scheduleText } from './text.ts';

const { keys: words } = scheduleText;

export interface RowActions {
  step: (step: FormStep) => void;
  openKeep: () => void;
  changeTimer: () => void;
  save: Binding;
}

export function rowKeys(row: FormRow | undefined, facts: RowFacts, actions: RowActions): Binding[] {
  const { step } = actions;
  const { form, data, isNew } = facts;
  switch (row?.kind) {
    case 'on':
      return [{ keys: ['space', 'enter'], label: words.toggle, run: () => step({ do: 'turn' }) }];
    case 'days':
      return [
        { keys: ['space', 'enter'], label: words.tick, run: () => step({ do: 'tick-day' }) },
        { keys: ['a'], label: words.all, run: () => step({ do: 'all-days' }) },
        { keys: ['left'], label: words.dayLeft, group: 'move', run: () => step({ do: 'move-day', by: -1 }) },
        { keys: ['right'], label: words.dayRight, group: 'move', run: () => step({ do: 'move-day', by: 1 }) },
      ];
    case 'name':
    case 'times':
    case 'window':
    case 'exclude': {
      const into = row.kind;
      return [{ keys: ['enter'], label: words.type, run: () => step({ do: 'type', into }) }];
    }
    case 'part': {
      const { part } = row;
      const isLast = tickedParts(form.plan, data.parts).join() === part;
      return [tick(isLast, () => step({ do: 'part', part, all: data.parts }))];
    }
    case 'location': {
      const { name } = row;
      const others = data.locations.filter((one) => one !== name);
      const isLast = isAtLocation(form.plan, name) && !others.some((one) => isAtLocation(form.plan, one));
      return [tick(isLast, () => step({ do: 'location', name, all: data.locations }))];
    }
    case 'keep':
      return [
        {
          keys: ['enter'],
          label: words.open,
          whenOff: isNew ? scheduleText.notSaved : null,
          run: actions.openKeep,
        },
      ];
    case 'timer': {
      const { isRight, state } = data.schedule.timer;
      const isNothing = isRight && state === 'absent';
      const whenOff = isNew ? scheduleText.notSaved : isNothing ? scheduleText.noTimerNeeded : null;
      return [{ keys: ['enter'], label: words.change, whenOff, run: actions.changeTimer }];
    }
    case 'save':
      return [{ ...actions.save, keys: ['enter'] }];
    default:
      return [];
  }
}

function tick(isLast: boolean, run: () => void): Binding {
  return { keys: ['space', 'enter'], label: words.tick, whenOff: isLast ? scheduleText.onlyOne : null, run };
}
