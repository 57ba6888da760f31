/** What backups by hand could not bring to every location: the next run takes it over. */
import { jobIds, readRecord } from '../jobs/folder.ts';
import { JobReader } from '../jobs/read.ts';
import type { JobResults } from '../jobs/types.ts';
import type { Owed } from './records.ts';

/** Of those that were begun after this moment, the newest first; null: of all whose journals are kept. */
export function owedByHand(home: string, since: string | null): Owed[] {
  return jobIds(home).flatMap((id) => {
    const record = readRecord(home, id);
    if (record?.work.kind !== 'backup' || record.work.plan.schedule !== null) return [];
    if (since !== null && record.created <= since) return [];
    const result = new JobReader(home, record).glance().end?.result as
      | JobResults['backup']
      | null
      | undefined;
    if (!result) return [];
    return result.failed.map(({ name }) => ({ backup: result.backup.id, location: name }));
  });
}
