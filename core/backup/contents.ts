/** What a backup of everything would read, as a tree to choose from. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { partIds } from '../device/part-ids.ts';
import { historyIn } from '../device/recorder.ts';
import type { Installation, Part } from '../device/types.ts';
import { throwIfCancelled } from '../errors.ts';
import { pairSize } from '../sqlite/files.ts';
import type { Filter } from './exclude.ts';
import { type Filtered, partFilter } from './part-filter.ts';
import { obstacleTo } from './readable.ts';
import { type LeftOut, tarRoot, type WalkItem, walkPart } from './walk.ts';

export interface ContentNode {
  /** part/relative path, the part's id, or '' for the root. */
  path: string;
  name: string;
  /** The largest first; null: a file, or a folder whose content is counted but not listed. */
  children: ContentNode[] | null;
  isFolder: boolean;
  /** Bytes as they are read, and number of files, of everything below. */
  size: number;
  files: number;
}

export interface Contents {
  /** Its children are the parts in their order. The history database is a child of the configuration. */
  root: ContentNode;
  /** Where the history database is among the nodes; null: it is no file of the configuration. */
  database: string | null;
  /** What belongs into a backup and cannot be had, and remote file systems; not what rules leave out. */
  leftOut: LeftOut[];
}

/** Levels below a part that are listed: deeper folders count as a whole. */
const deepest = 3;
/** Entries that are looked at before others get their turn: some milliseconds, so that a screen stays alive. */
const slice = 500;

export interface SurveyOptions extends Pick<Filtered, 'exclude' | 'locations'> {
  signal?: AbortSignal;
  /** Told now and then how many files and folders were looked at. */
  onLooked?(entries: number): void;
}

/** Looks at every file: tens of seconds on a slow card that holds many. Throws LifeboatError `cancelled`. */
export async function surveyContents(installation: Installation, options: SurveyOptions): Promise<Contents> {
  const { signal, onLooked } = options;
  const root = newNode('', '', true);
  const leftOut: LeftOut[] = [];
  let looked = 0;
  for (const part of installation.parts) {
    if (part.id === 'database') continue;
    const top = newNode(part.id, part.id, true);
    root.children?.push(top);
    for (const _ of surveyPart(part, partFilter({ ...options, installation }, part), top, leftOut)) {
      looked += 1;
      if (looked % slice !== 0) continue;
      onLooked?.(looked);
      await nextTurn();
      throwIfCancelled(signal);
    }
  }
  throwIfCancelled(signal);
  const database = addDatabase(installation, root);
  total(root);
  return { root, database, leftOut };
}

function newNode(path: string, name: string, isFolder: boolean): ContentNode {
  return { path, name, isFolder, children: isFolder ? [] : null, size: 0, files: 0 };
}

/** Fills `top` and `leftOut`; yields after each entry, so that others can get their turn. */
function* surveyPart(part: Part, exclude: Filter, top: ContentNode, leftOut: LeftOut[]): Generator<void> {
  const folders = new Map([['', top]]);
  const tell = (left: LeftOut) => {
    if (['unreadable', 'name', 'mount'].includes(left.why))
      leftOut.push({ ...left, path: `${part.id}/${left.path}` });
  };
  for (const item of walkPart(part, { exclude, onLeftOut: tell })) {
    const relative = relativePath(part, item);
    if (relative === '') continue;
    add(folders, part, item, relative);
    const obstacle = item.kind === 'file' ? obstacleTo(item.source) : null;
    if (obstacle !== null) tell({ path: relative, why: 'unreadable', reason: obstacle });
    yield;
  }
}

function relativePath(part: Part, { path }: WalkItem): string {
  const root = tarRoot(part.id);
  if (path === root) return '';
  return root === '.' ? path : path.slice(root.length + 1);
}

/** As a node of its own down to the deepest level; below that into the folder above. */
function add(folders: Map<string, ContentNode>, part: Part, item: WalkItem, relative: string): void {
  const names = relative.split('/');
  const size = item.kind === 'file' ? item.stat.size : 0;
  const files = item.kind === 'folder' ? 0 : 1;
  if (names.length > deepest) {
    const folder = folders.get(names.slice(0, deepest).join('/'));
    if (!folder) return;
    folder.size += size;
    folder.files += files;
    return;
  }
  const isFolder = item.kind === 'folder';
  const node = newNode(`${part.id}/${relative}`, names.at(-1) ?? '', isFolder);
  if (names.length === deepest) node.children = null;
  folders.get(names.slice(0, -1).join('/'))?.children?.push(node);
  if (isFolder) folders.set(relative, node);
  node.size = size;
  node.files = files;
}

const unknownSize = { bytes: 0, files: 1 };

/** With its -wal: they are backed up as a pair. */
function addDatabase(installation: Installation, root: ContentNode): string | null {
  const configuration = root.children?.find(({ path }) => path === 'homeassistant');
  if (!configuration || !partIds(installation).includes('database')) return null;
  const history = historyIn(installation);
  if (history === null) return null;
  // One that does not answer can still be left out, so that the backup is complete without it.
  const { bytes: size, files } = installation.isHistoryAway ? unknownSize : pairSize(history.file);
  const node = { ...newNode(`homeassistant/${history.inConfig}`, history.inConfig, false), size, files };
  configuration.children?.push(node);
  return node.path;
}

function total(node: ContentNode): void {
  for (const child of node.children ?? []) {
    total(child);
    node.size += child.size;
    node.files += child.files;
  }
  if (node.path !== '') node.children?.sort((a, b) => b.size - a.size);
}
