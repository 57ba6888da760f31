/** What has become of the files of a backup in the installation, kept in a byte a file. */
import type { Difference } from '../../core/restore/compare.ts';
import type { TreeNode } from '../components/tree-model.ts';
import type { FileIndex } from './file-index.ts';

export type FileState = 'unknown' | 'same' | 'changed' | 'missing' | 'unreadable';

const states: readonly FileState[] = ['unknown', 'same', 'changed', 'missing', 'unreadable'];

/** How many files below a folder are in which state. */
export type StateCounts = Readonly<Record<FileState, number>>;

/** Those that could be compared. */
export function knownIn({ same, changed, missing, unreadable }: StateCounts): number {
  return same + changed + missing + unreadable;
}

export class FileStates {
  /** Files that only the installation has. */
  readonly added: number;
  readonly #index: FileIndex;
  readonly #codes: Uint8Array;
  /** Counted once: a row asks at every draw. */
  readonly #below = new Map<string, StateCounts>();

  constructor(index: FileIndex, differences: readonly Difference[]) {
    this.#index = index;
    this.#codes = new Uint8Array(index.length);
    let added = 0;
    for (const { path, change, type } of differences) {
      if (change === 'added') {
        added += type === 'folder' ? 0 : 1;
        continue;
      }
      const at = index.positionOf(path);
      if (at !== null) this.#codes[at] = states.indexOf(change);
    }
    this.added = added;
  }

  isOf(index: FileIndex): boolean {
    return this.#index === index;
  }

  ofFile(path: string): FileState {
    const at = this.#index.positionOf(path);
    return states[at === null ? 0 : (this.#codes[at] ?? 0)] ?? 'unknown';
  }

  /** Of the files below it; folders themselves do not count. */
  below(folder: string): StateCounts {
    const known = this.#below.get(folder);
    if (known) return known;
    const counts = { unknown: 0, same: 0, changed: 0, missing: 0, unreadable: 0 };
    const [from, to] = this.#index.rangeOf(folder);
    for (let at = from; at < to; at += 1)
      if (!this.#index.isFolderAt(at)) counts[states[this.#codes[at] ?? 0] ?? 'unknown'] += 1;
    this.#below.set(folder, counts);
    return counts;
  }

  of({ path, children }: TreeNode): FileState | StateCounts {
    return children ? this.below(path) : this.ofFile(path);
  }
}
