import { FindField } from '../components/find-field.tsx';
import { List } from '../components/list.tsx';
import { Tree, treeCells } from '../components/tree.tsx';
import type { TreeNode } from '../components/tree-model.ts';
import type { Content } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { text } from '../text.ts';
import { type FileState, type FileStates, knownIn, type StateCounts } from './file-states.ts';
import { filesText } from './text.ts';
import type { FileTreeControl } from './use-file-tree.ts';

interface FileTreeProps {
  files: FileTreeControl;
  /** One more column; see `stateNote`. */
  note?: (node: TreeNode) => Content;
  width?: number;
}

/** The files of a backup, or what was found among them. */
export function FileTree({ files, note, width: given }: FileTreeProps) {
  const { layout } = useLook();
  const width = given ?? layout.width;
  const { tree, find, found, isFinding } = files;
  return (
    <>
      <FindField find={find} />
      {isFinding ? (
        <List
          list={found}
          width={width}
          empty={text.find.none}
          cells={(index) => {
            const node = find.items[index];
            return node ? treeCells(tree, { node, depth: 0 }, note?.(node)) : [];
          }}
        />
      ) : (
        <Tree tree={tree} width={width} {...(note ? { note } : {})} />
      )}
    </>
  );
}

/** What has become of a file, in words; of a folder, how many of its files are not as they were. */
export function stateNote(states: FileStates | null, locked: readonly string[]): (node: TreeNode) => Content {
  return (node) => {
    if (locked.includes(node.path)) return { text: filesText.locked, role: 'attention' };
    const state = states?.of(node);
    if (state === undefined) return '';
    return typeof state === 'string' ? fileWord(state) : folderWord(state);
  };
}

function fileWord(state: FileState): Content {
  if (state === 'same') return { text: filesText.state.same, role: 'muted' };
  if (state === 'unknown') return '';
  return { text: filesText.state[state], role: 'attention' };
}

function folderWord(counts: StateCounts): Content {
  const { same, missing } = counts;
  const known = knownIn(counts);
  const different = known - same;
  if (known === 0) return '';
  if (different === 0) return fileWord('same');
  if (missing === known) return fileWord('missing');
  if (missing === different) return { text: filesText.missing(missing), role: 'attention' };
  return { text: filesText.differ(different), role: 'attention' };
}
