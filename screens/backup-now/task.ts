import type { Task } from '../shell/screen.ts';
import { plainBackup } from './plain.ts';
import { backupNowText as words } from './text.ts';

/** Its row on Home tells what the next backup will be like, from what the last one was. */
export const task: Task = {
  label: words.title,
  hint: words.hint,
  state: ({ expected, backups }) => ({
    text: expected ? words.state(expected.size, expected.milliseconds) : words.firstState,
    ...(backups.count === 0 && { needs: 'attention' }),
  }),
  plain: plainBackup,
};
