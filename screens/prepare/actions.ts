/** What can be done about a check from here. */
import type { Check, CheckId } from '../../core/prepare/types.ts';
import { prepareText as words } from './text.ts';

export interface Action {
  do: 'lines' | 'purge' | 'database' | 'pattern';
  label: string;
}

const withLines: readonly CheckId[] = [
  'database-size',
  'database-entities',
  'database-attributes',
  'database-tables',
  'keep-days',
  'recorder-settings',
];
const withPurge: readonly CheckId[] = [
  'database-size',
  'database-free',
  'database-entities',
  'keep-days',
  'oldest-row',
];
export const withPattern: readonly CheckId[] = ['exclude', 'biggest', 'old-backups'];
export const patternAction: Action = { do: 'pattern', label: words.detail.pattern };
const withDatabase: readonly CheckId[] = ['database-size', 'database-integrity'];

/** `exclude` is the setting. Without a database nothing can be done about it. */
export function actionsOf({ id, figure }: Check, exclude: readonly string[]): Action[] {
  if (figure === null) return [];
  const { lines, purge, leaveDatabase, takeDatabase } = words.detail;
  return [
    ...(withLines.includes(id) ? [{ do: 'lines', label: lines } as const] : []),
    ...(withPurge.includes(id) ? [{ do: 'purge', label: purge } as const] : []),
    ...(withDatabase.includes(id)
      ? [{ do: 'database', label: exclude.includes('database') ? takeDatabase : leaveDatabase } as const]
      : []),
  ];
}
