/** The rows of the form as they are drawn, and what is said about each. */
import type { BackupPlan } from '../../core/backup/types.ts';
import { formatBytes } from '../../core/format.ts';
import { placeText } from '../../core/locations/places.ts';
import { pickState } from '../components/picks.ts';
import type { TreeNode } from '../components/tree-model.ts';
import type { Cell, Content } from '../draw/spans.ts';
import { partName } from '../part-name.ts';
import { type Form, type FormRow, isTicked } from './form.ts';
import type { Device } from './load.ts';
import { backupNowText as words } from './text.ts';

export interface RowFacts {
  form: Form;
  device: Device;
  suggestedName: string;
  /** Where the history database is among the nodes; null: it is none of them. */
  database: string | null;
}

/** Cells of the column of labels. */
export const labelWidth = 10;

/** In which section a row stands; the first row of each carries the label. */
export function labelOf({ kind }: FormRow): string {
  const { labels } = words;
  switch (kind) {
    case 'node':
      return labels.parts;
    case 'glob':
    case 'add-glob':
      return labels.leaveOut;
    case 'location':
      return labels.locations;
    case 'name':
      return labels.name;
    case 'key':
      return labels.encryption;
    case 'verify':
      return labels.check;
    case 'start':
      return '';
  }
}

export function rowCells(row: FormRow, before: FormRow | undefined, facts: RowFacts): Cell[] {
  const { content, right = '' } = bodyOf(row, facts);
  if (row.kind === 'start') return [{ content, width: 'grow' }];
  const label = before && labelOf(before) === labelOf(row) ? '' : labelOf(row);
  // Of names both ends tell, of sentences the beginning.
  const isName = ['node', 'glob', 'location'].includes(row.kind);
  return [
    { content: { text: label, role: 'muted' }, width: labelWidth },
    { content, width: 'grow', cut: isName ? 'middle' : 'end' },
    // Only where something stands in it: a name may need the room.
    ...(right === '' ? [] : [{ content: right, width: 13, align: 'right' as const, drop: 1 }]),
  ];
}

const boxes = { all: '[x]', some: '[-]', none: '[ ]' } as const;

function box(isOn: boolean): string {
  return isOn ? boxes.all : boxes.none;
}

function bodyOf(
  row: FormRow,
  { form, device, suggestedName, database }: RowFacts,
): { content: Content; right?: Content } {
  switch (row.kind) {
    case 'node': {
      const { node, depth } = row;
      const name = nodeName(node, depth, database);
      const content = `${'  '.repeat(depth)}${boxes[pickState(form.picks, node)]} ${name}`;
      return { content, right: formatBytes(node.size) };
    }
    case 'glob':
      return { content: row.glob };
    case 'add-glob':
      return { content: { text: words.addGlob, role: 'muted' } };
    case 'location': {
      const { place } = row;
      const name = `${box(isTicked(form, place))} ${place.name}`;
      const state = placeText(place);
      if (place.isReachable) return { content: name + ownRule(place.encrypt, form), right: state };
      return { content: [name, { text: `  ${state}`, role: place.isAway ? 'muted' : 'attention' }] };
    }
    case 'name':
      return { content: form.name ?? suggestedName };
    case 'key':
      return { content: keyWords(form, device) };
    case 'verify':
      return { content: `${box(form.verify)} ${words.verify}` };
    case 'start':
      return { content: words.start };
  }
}

/** What is done there, where that is not what is chosen for all. */
function ownRule(encrypt: boolean | null, { key }: Form): string {
  if (encrypt === null || encrypt === (key !== 'none')) return '';
  return `  ${encrypt ? words.encryptedHere : words.plainHere}`;
}

/** A part or the history database by its name, a folder with a slash. */
export function nodeName({ path, name, children }: TreeNode, depth: number, database: string | null): string {
  if (depth === 0) return partName(path);
  if (path === database) return partName('database');
  return children ? `${name}/` : name;
}

/** How it is encrypted: `with the key "Lifeboat key"`, `none`. */
export function keyWords({ key }: Form, { current, otherKeys }: Device): string {
  if (key === 'none') return words.noKey;
  const other = otherKeys.find(({ id }) => id === key);
  return words.key(other ?? current);
}

/** The same of a plan: a location may encrypt where nothing is asked for. */
export function planKeyWords({ securetar }: BackupPlan, form: Form, device: Device): string {
  const isOwnRule = securetar !== null && form.key === 'none';
  return keyWords(isOwnRule ? { ...form, key: 'current' } : form, device);
}

export function hintOf(row: FormRow | undefined, form: Form): string {
  const { hints } = words;
  switch (row?.kind) {
    case 'node':
      return row.node.children ? hints.folder : hints.node;
    case 'glob':
      return hints.glob;
    case 'add-glob':
      return hints.addGlob;
    case 'location':
      if (row.place.isAway) return hints.away;
      return row.place.isReachable ? hints.location : hints.unreachable;
    case 'name':
      return hints.name;
    case 'key':
      return form.key === 'none' ? hints.plain : hints.encrypted;
    case 'verify':
      return hints.verify;
    case 'start':
      return hints.start;
    default:
      return '';
  }
}
