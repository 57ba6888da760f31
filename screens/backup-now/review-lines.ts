import type { PartId } from '../../core/archive/types.ts';
import type { Contents } from '../../core/backup/contents.ts';
import type { BackupPlan } from '../../core/backup/types.ts';
import { partIds } from '../../core/device/part-ids.ts';
import { partName } from '../part-name.ts';
import { missingOf, type Told } from './summary.ts';
import { backupNowText } from './text.ts';

const { review: words } = backupNowText;

/** The plan in sentences, the warnings first: in a low window the last ones are not seen. `key`: how it is encrypted. */
export function reviewLines(plan: BackupPlan, key: string, contents: Contents): Told[] {
  const { installation, files, bytes, parts, database, locations, exclude, notes, verify } = plan;
  const isIn = (id: PartId) => (id === 'database' ? database : parts.some((part) => part.id === id));
  const ids = partIds(installation);
  const names = ids.filter(isIn).map(partName);
  const without = [...ids.filter((id) => !isIn(id)).map(partName), ...exclude];
  const plain = locations.filter(({ isEncrypted }) => !isEncrypted).map(({ name }) => name);
  const say = (text: string): Told => ({ sign: 'none', text });
  const lines: Told[] = [
    say(words.what(files, bytes, names)),
    say(words.where(locations.map(({ name }) => name))),
    ...(without.length > 0 ? [say(words.without(without))] : []),
    plain.length === 0
      ? say(words.encrypted(key))
      : { sign: 'attention', text: plain.length === locations.length ? words.plain : words.plainAt(plain) },
    say(verify ? words.verified : words.notVerified),
    ...notes.map(({ message }): Told => ({ sign: 'attention', text: message })),
    ...missingOf(contents),
  ];
  return [...lines.filter(({ sign }) => sign !== 'none'), ...lines.filter(({ sign }) => sign === 'none')];
}
