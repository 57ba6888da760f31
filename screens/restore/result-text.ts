/** The sentences about what came of a restore, and of taking it back. */
import { countOf, formatBytes } from '../../core/format.ts';

export const restoreResultText = {
  restored: (what: string) => `Restored: ${what}.`,
  answers: 'Home Assistant runs again.',
  broughtOut: (to: string) => `Brought out into ${to}.`,
  inPart: 'Restored, but not all of it.',
  things: (count: number) => `${count} files and folders`,
  failed: (path: string, reason: string) => `${path}: ${asSentence(reason)}`,
  moreFailed: (count: number) => `... and ${count} more: l shows them.`,
  notRestored: (part: string, reason: string) => `Not restored: ${part}. ${asSentence(reason)}`,
  from: 'From',
  to: 'Into',
  amount: 'Written',
  amountOf: (items: number, bytes: number) => `${countOf(items, 'item')}, ${formatBytes(bytes)}`,
  kept: 'Kept from before',

  undo: 'Take it back: what was there before comes again',
  undoKey: 'take the last restore back',
  undoShort: 'undo',
  undoTitle: 'Take the last restore back?',
  undoWhat: (what: string, when: string) => `Restored ${when}: ${what}.`,
  undoLines: [
    'What was there before it comes back as it was.',
    'What the restore brought is kept in turn.',
    'Where Home Assistant runs, it is stopped and started around it.',
  ],
  undoNo: 'Leave it restored',
  undoYes: 'Take the last restore back',
  undone: (what: string) => `Taken back: ${what}. All is as it was before the restore.`,
  undoneFrom: 'Restored from',
  undoneKept: 'What it brought',

  use: 'Look after this one from now on',
  used: (config: string) => `Lifeboat looks after ${config} from now on.`,
  give: (config: string) => `Give Home Assistant ${config} as its configuration directory.`,
} as const;

/** Reasons come as ends of a sentence. */
function asSentence(reason: string): string {
  const whole = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
