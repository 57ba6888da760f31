import type { Contents } from '../../core/backup/contents.ts';
import type { BackupPlan } from '../../core/backup/plan.ts';
import { partName } from '../part-name.ts';
import { missingOf, type Told } from './summary.ts';
import { backupNowText } from './text.ts';

const { review: words } = backupNowText;

/** The plan in sentences. `key`: how it is encrypted. */
export function reviewLines(plan: BackupPlan, key: string, contents: Contents): Told[] {
  const { files, bytes, parts, database, locations, exclude, notes, verify } = plan;
  const names = parts.flatMap(({ id }) =>
    id === 'homeassistant' && database ? [partName(id), partName('database')] : [partName(id)],
  );
  const plain = locations.filter(({ isEncrypted }) => !isEncrypted).map(({ name }) => name);
  const say = (text: string): Told => ({ sign: 'none', text });
  return [
    say(words.what(files, bytes, names)),
    say(words.where(locations.map(({ name }) => name))),
    ...(exclude.length > 0 ? [say(words.leftOut(exclude))] : []),
    plain.length === 0
      ? say(words.encrypted(key))
      : { sign: 'attention', text: plain.length === locations.length ? words.plain : words.plainAt(plain) },
    say(verify ? words.verified : words.notVerified),
    ...notes.map(({ message }): Told => ({ sign: 'attention', text: message })),
    ...missingOf(contents),
  ];
}
