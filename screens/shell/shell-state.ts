/** The shell's state, without effects. */
import type { Installation } from '../../core/device/types.ts';
import type { Layer } from './layers.ts';
import { type Navigation, type NavigationStep, navigate } from './navigation.ts';
import type { Message } from './shell-context.ts';

export interface ShellState {
  navigation: Navigation;
  message: Message | null;
  help: readonly Layer[] | null;
  installation: Installation | null;
  /** Set once: the exit code. */
  leaving: number | null;
}

export type ShellStep =
  | NavigationStep
  | { to: 'say'; message: Message | null }
  | { to: 'help'; layers: readonly Layer[] | null }
  | { to: 'use'; installation: Installation }
  | { to: 'leave'; code: number };

export function shellReducer(state: ShellState, step: ShellStep): ShellState {
  switch (step.to) {
    case 'say':
      return state.message === step.message ? state : { ...state, message: step.message };
    case 'help':
      return { ...state, help: step.layers };
    case 'use':
      return { ...state, installation: step.installation };
    case 'leave':
      return { ...state, leaving: step.code };
    default:
      return { ...state, navigation: navigate(state.navigation, step), help: null };
  }
}
