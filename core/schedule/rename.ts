/** What is owed to a location is known by its name. */
import { owedByHand } from './by-hand.ts';
import { holdRun, type Owed, readRecords, writeRecord } from './records.ts';

/**
 * What a location lacks stays owed to it under its new name. Throws `busy` while a run is at it, which knows it by the old
 * one.
 */
export async function renameOwed(home: string, from: string, to: string, now: Date): Promise<void> {
  const isOfIt = ({ location }: Owed) => location === from;
  if (Object.keys(readRecords(home)).length === 0) return;
  const lock = await holdRun(home, now);
  try {
    for (const [plan, record] of Object.entries(readRecords(home))) {
      // The journals of jobs keep the old name.
      const owed = [...owedByHand(home, record.started).filter(isOfIt), ...record.owed];
      if (!owed.some(isOfIt)) continue;
      const renamed = owed.map((one) => (isOfIt(one) ? { ...one, location: to } : one));
      writeRecord(home, plan, { ...record, owed: renamed });
    }
  } finally {
    lock.release();
  }
}
