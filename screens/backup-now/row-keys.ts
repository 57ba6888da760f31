/** What the keys do on each row of the form. */
import type { TreeNode } from '../components/tree-model.ts';
import { folderKeys } from '../components/use-tree.ts';
import type { Binding } from '../shell/binding.ts';
import { type Form, type FormRow, type FormStep, isTicked } from './form.ts';
import { backupNowText } from './text.ts';

const { keys: words } = backupNowText;

interface RowActions {
  root: TreeNode;
  step: (step: FormStep) => void;
  askKey: () => void;
  /** Moves the selection to the folder around. */
  climb: () => void;
  start: Binding;
}

export function rowKeys(row: FormRow | undefined, form: Form, actions: RowActions): Binding[] {
  const { step, askKey, start } = actions;
  switch (row?.kind) {
    case 'node':
      return nodeKeys(row, form, actions);
    case 'glob':
      return [
        {
          keys: ['d', 'delete'],
          label: words.remove,
          run: () => step({ do: 'remove-glob', glob: row.glob }),
        },
      ];
    case 'add-glob':
      return [{ keys: ['enter'], label: words.type, run: () => step({ do: 'type', into: 'glob' }) }];
    case 'location': {
      const { place } = row;
      const isOn = isTicked(form, place);
      const run = () => step({ do: 'location', name: place.name, isTicked: !isOn });
      return [{ keys: ['space', 'enter'], label: words.tick, run }];
    }
    case 'name':
      return [{ keys: ['enter'], label: words.type, run: () => step({ do: 'type', into: 'name' }) }];
    case 'key':
      return [{ keys: ['enter', 'space'], label: words.change, run: askKey }];
    case 'verify':
      return [{ keys: ['space', 'enter'], label: words.tick, run: () => step({ do: 'verify' }) }];
    case 'start':
      return [{ ...start, keys: ['enter', ...start.keys] }];
    default:
      return [];
  }
}

function nodeKeys(
  row: Extract<FormRow, { kind: 'node' }>,
  { open }: Form,
  { root, step, climb }: RowActions,
): Binding[] {
  const { node } = row;
  return [
    { keys: ['space'], label: words.tick, run: () => step({ do: 'pick', root, node }) },
    ...folderKeys(row, open, {
      open: (path) => step({ do: 'open', path }),
      close: (path) => step({ do: 'close', path }),
      climb,
    }),
  ];
}

/** What the keys do on every row. */
export function formKeys(row: FormRow | undefined, { root, step, start }: RowActions): Binding[] {
  const all: Binding = { keys: ['a'], label: words.all, run: () => step({ do: 'pick', root, node: root }) };
  return row?.kind === 'start' ? [all] : [start, all];
}
