/** The words of notices: who is told what. */
import type { Summary } from '../archive/summary.ts';

/** webhook: a JSON document by POST; ntfy: a message for people; healthchecks: a pulse whose absence is an alarm. */
export const noticeKinds = ['webhook', 'ntfy', 'healthchecks'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface Recipient {
  kind: NoticeKind;
  url: string;
  /** `trouble`: only what failed or is incomplete. A pulse is always sent. */
  when: 'always' | 'trouble';
}

/** What can be told of a run, and of a schedule that does not come to one. */
export type NoticeState = 'started' | 'done' | Trouble | 'test';
/** missed: it should have run long ago; overdue: several runs made no backup; stuck: the schedule cannot run at all. */
export type Trouble = (typeof troubles)[number];
const troubles = ['incomplete', 'failed', 'missed', 'overdue', 'stuck'] as const;

export interface Notice {
  /** '' where it concerns no single plan. */
  plan: string;
  at: Date;
  state: NoticeState;
  /** A sentence for people. No secrets. */
  message: string;
  /** Tells this trouble from others of the plan, in other words than the message, whose figures change; absent: the state does. */
  about?: string;
  backup: Pick<Summary, 'id' | 'size'> | null;
}

export function isTrouble(state: NoticeState): state is Trouble {
  return troubles.some((one) => one === state);
}
