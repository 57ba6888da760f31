/** What a screen is made of. */
import type { ReactNode } from 'react';
import type { ScreenContext } from '../context.ts';
import type { HomeModel } from '../home/model.ts';
import type { PlainTerminal } from '../plain/terminal.ts';

/** A task as Home shows it: its own state makes most visits end there. */
export interface TaskState {
  text: string;
  /** It needs the user: how urgently. */
  needs?: 'attention' | 'danger';
}

export interface Task {
  label: string;
  /** For the selected task, in 45 characters: each key sends it over the line. */
  hint: string;
  state: (model: HomeModel) => TaskState;
  /** The same task in numbered menus, for screen readers and terminals without a cursor. */
  plain?: (terminal: PlainTerminal, context: ScreenContext) => Promise<void>;
}

/** `Params` is what the screen's route carries: data, no functions. */
export interface Screen<Params = never> {
  /** Its word in the title row. */
  title: string;
  View: (props: { params: Params }) => ReactNode;
  /** Present where the screen is opened from Home; its params are null then. */
  task?: Task;
}

/** Screens by name, of any params: the shell hands each one what its route carries. */
export type Registry = Readonly<Record<string, Screen>>;
