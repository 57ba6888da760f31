import type { Task } from '../shell/screen.ts';
import { plainEmergencyKit } from './plain.ts';
import { kitText as words } from './text.ts';

/** Its row on Home tells whether the key is safe. */
export const task: Task = {
  label: words.title,
  hint: words.hint,
  state({ isKeySaved }) {
    if (isKeySaved === null) return { text: words.home.noKey };
    return isKeySaved ? { text: words.home.saved } : { text: words.home.notSaved, needs: 'attention' };
  },
  plain: plainEmergencyKit,
};
