/** Where the user is in a restore, and what was chosen so far; without effects. */
import type { Archive, PartId } from '../../core/archive/types.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { type Picks, pickedPaths } from '../components/picks.ts';
import type { TreeNode } from '../components/tree-model.ts';

/** What the screen is opened with; null: it is all chosen there. */
export type RestoreParams = {
  /** An id or the path of an archive; null: it is chosen there. */
  backup: string | null;
  /** A part, folder or file of it that is picked already. */
  pick?: string;
} | null;

/** As a plan takes it; without parts and paths everything is chosen. */
export interface Choice {
  parts?: PartId[];
  paths?: string[];
  without?: PartId[];
}

/** The backup in a few words, and in fewer. */
export interface Origin {
  long: string;
  short: string;
}

export interface Wizard {
  /** Null: the one that the screen was opened with, or none yet. */
  entry: CatalogEntry | null;
  /** choose: step 1, whatever the screen was opened with; the others are for an open backup. */
  at: 'choose' | 'parts' | 'pick' | 'review';
  /** What is picked at first; null: nothing. */
  picked: string | null;
  /** Where step 4 goes back to. */
  cameFrom: 'parts' | 'pick';
  choice: Choice;
  /** A directory that it goes to; null: the installation. */
  to: string | null;
}

export type WizardStep =
  | { do: 'choose' }
  | { do: 'take'; entry: CatalogEntry }
  | { do: 'pick' }
  | { do: 'review'; choice: Choice; from: 'parts' | 'pick' }
  | { do: 'go-to'; to: string | null }
  | { do: 'back' };

export const wizardStart: Wizard = {
  entry: null,
  at: 'parts',
  picked: null,
  cameFrom: 'parts',
  choice: {},
  to: null,
};

export function wizardReducer(state: Wizard, step: WizardStep): Wizard {
  switch (step.do) {
    case 'choose':
      return { ...wizardStart, to: state.to, at: 'choose' };
    case 'take':
      return { ...wizardStart, to: state.to, entry: step.entry };
    case 'pick':
      return { ...state, at: 'pick' };
    case 'review':
      return { ...state, at: 'review', cameFrom: step.from, choice: step.choice };
    case 'go-to':
      return { ...state, to: step.to };
    case 'back':
      return { ...state, at: state.at === 'review' ? state.cameFrom : 'parts' };
  }
}

/** Whether the backup's configuration comes with the recorder's database. */
export function hasDatabase({ metadata, members }: Archive): boolean {
  const hasConfiguration = members.some(({ part }) => part === 'homeassistant');
  return hasConfiguration && !metadata?.homeassistant?.excludeDatabase;
}

/** A part that is picked whole is restored as a part: what is only here leaves it. */
export function choiceOfPicks(picks: Picks, root: TreeNode, archive: Archive): Choice {
  const picked = pickedPaths(picks, root);
  const isPart = (path: string) => archive.members.some(({ part }) => part === path);
  const parts = picked.filter(isPart);
  const paths = picked.filter((path) => !isPart(path));
  if (parts.includes('homeassistant') && hasDatabase(archive)) parts.push('database');
  return {
    ...(parts.length > 0 ? { parts } : {}),
    ...(paths.length > 0 ? { paths } : {}),
  };
}
