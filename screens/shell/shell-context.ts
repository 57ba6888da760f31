/** What every screen can ask of the shell. */
import { createContext, use } from 'react';
import type { Installation } from '../../core/device/types.ts';
import type { ScreenContext } from '../context.ts';
import type { Route } from '../routes.ts';
import type { Role } from '../terminal/theme.ts';
import type { Layer } from './layers.ts';
import type { Entry } from './navigation.ts';
import type { Task } from './screen.ts';

export interface Message {
  text: string;
  role: Role;
}

export interface NamedTask {
  screen: string;
  task: Task;
}

export interface ShellApi {
  context: ScreenContext;
  /** What Home offers. */
  tasks: readonly NamedTask[];
  /** Titles from Home to here. */
  trail: readonly string[];
  open: (route: Route) => void;
  replace: (route: Route) => void;
  openTask: (screen: string) => void;
  back: () => void;
  goHome: () => void;
  /** One line about what just happened; the next key takes it away. */
  say: (text: string, role?: Role) => void;
  /** Another installation from now on. */
  setInstallation: (installation: Installation) => void;
  quit: () => void;
}

export const ShellContext = createContext<ShellApi | null>(null);

export function useShell(): ShellApi {
  const shell = use(ShellContext);
  if (!shell) throw new Error('useShell is for what stands inside the shell');
  return shell;
}

/** The screen's own place on the stack. */
export const EntryContext = createContext<Entry | null>(null);

/** Apart from the rest: it changes with keys, and only the page's frame shows it. */
export interface FrameState {
  message: Message | null;
  /** The layers that the open help describes; null: it is closed. */
  help: readonly Layer[] | null;
  closeHelp: () => void;
}

export const FrameContext = createContext<FrameState>({ message: null, help: null, closeHelp: () => {} });
