/** The checks of the recorder and its database. */
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { withoutParts } from '../backup/part-exclude.ts';
import { obstacleTo } from '../backup/readable.ts';
import { onPlace } from '../device/alive.ts';
import { defaultDatabase, type RecorderSettings, readRecorderSettings } from '../device/recorder.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import type { Installation } from '../device/types.ts';
import { isByRights, systemCode } from '../errors.ts';
import {
  type Integrity,
  judgeFree,
  judgeIntegrity,
  judgeLog,
  judgePlace,
  judgeSize,
} from './database-size.ts';
import { judgeKeepDays, judgeOldest, judgeSettings } from './keeping.ts';
import { isMalformed, RecorderDatabase } from './recorder-database.ts';
import { type Check, type CheckId, type Lane, type Probe, type Subject, unknown } from './types.ts';
import { judgeAttributes, judgeEntities, judgeEvents, judgeTables, oldestState } from './usage.ts';

const ofTheFile = [
  'database-size',
  'database-free',
  'database-wal',
  'oldest-row',
  'database-entities',
  'database-events',
  'database-tables',
  'database-attributes',
  'database-integrity',
] as const satisfies readonly CheckId[];

/** Time for the quick questions before the one that is bounded, and for a database that is locked for a moment. */
const headroom = 15;

/** `seconds` is what each question to the database may take. */
export function databaseLane(subject: Subject, seconds: number): Lane {
  const { recorder } = subject.installation;
  let read: Promise<RecorderSettings> | null = null;
  const settings = () => {
    read ??= readSettings(subject);
    return read;
  };
  const setUp: Probe = {
    ids: ['database-place', 'keep-days', 'recorder-settings'],
    seconds,
    async run() {
      const known = await settings();
      const { parts } = withoutParts(subject, ['homeassistant', 'database']);
      const isCarried = parts?.includes('database') ?? true;
      const place = judgePlace(recorder, isCarried, unusedDatabase(subject.installation));
      return [place, judgeKeepDays(known), judgeSettings(known)];
    },
  };
  if (recorder.engine !== 'sqlite') {
    const why = recorder.engine === 'server' ? 'The history is kept by a server.' : recorder.reason;
    return { probes: [setUp, answered((id) => unknown(id, why))] };
  }
  const { world } = subject;
  const { file } = recorder;
  let looked: Promise<string | ((id: CheckId) => Check)> | null = null;
  let opened: RecorderDatabase | null = null;
  const asking = (ids: readonly CheckId[], ask: (database: RecorderDatabase) => Promise<Check[]>): Probe => ({
    ids,
    seconds: seconds + headroom,
    async run(signal) {
      looked ??= onPlace(world, path.dirname(file), file, () => whereIs(file));
      const found = await looked;
      if (typeof found !== 'string') return ids.map(found);
      opened ??= new RecorderDatabase(found, world.env, seconds);
      const database = opened;
      signal.addEventListener('abort', () => database.cut());
      return ask(database);
    },
  });
  return {
    probes: [
      setUp,
      asking(['database-size', 'database-free', 'database-wal'], async (database) => {
        const pages = await database.pages();
        return [judgeSize(pages.pageCount * pages.pageSize), judgeFree(pages), judgeLog(pages)];
      }),
      asking(['oldest-row'], async (database) => {
        const { keepDays, autoPurge } = await settings();
        const { installation } = subject;
        const limit = autoPurge ? keepDays : null;
        return [judgeOldest(await oldestState(database), limit, world.now(), timeZoneOf(installation))];
      }),
      asking(['database-entities'], async (database) => [await judgeEntities(database)]),
      asking(['database-events'], async (database) => [await judgeEvents(database)]),
      asking(['database-tables'], async (database) => [await judgeTables(database)]),
      asking(['database-integrity'], async (database) => [judgeIntegrity(await integrityOf(database))]),
      asking(['database-attributes'], async (database) => [await judgeAttributes(database)]),
    ],
    close: () => opened?.close(),
  };
}

/** The environment may be ours instead of Home Assistant's; what it lacks is then said to be unknown. */
function readSettings({ world, installation }: Subject): Promise<RecorderSettings> {
  return readRecorderSettings({ ...installation, env: world.env });
}

/** All pages and rows, not whether the indexes agree with the tables, which takes far longer. */
async function integrityOf(database: RecorderDatabase): Promise<Integrity> {
  try {
    if ((await database.pages()).pageCount === 0) return 'empty';
    const rows = await database.rows('PRAGMA quick_check(1)');
    return rows.length === 1 && rows[0]?.quick_check === 'ok' ? 'ok' : 'malformed';
  } catch (error) {
    if (isMalformed(error)) return 'malformed';
    throw error;
  }
}

/** Bytes of the database that was left behind when the history went elsewhere; null: there is none. */
function unusedDatabase({ config, recorder }: Installation): number | null {
  const file = path.join(config, defaultDatabase);
  if (recorder.engine === 'unknown') return null;
  const found = lstatSync(file, { throwIfNoEntry: false });
  // A link is where the history went.
  return found?.isFile() && !(recorder.engine === 'sqlite' && recorder.file === file) ? found.size : null;
}

function answered(answer: (id: CheckId) => Check): Probe {
  return { ids: ofTheFile, seconds: 1, run: async () => ofTheFile.map(answer) };
}

/** SQLite names the log after the file itself, not after a link to it. Else what there is to say about each check. */
function whereIs(file: string): string | ((id: CheckId) => Check) {
  try {
    const real = realpathSync(file);
    const obstacle = obstacleTo(real);
    return obstacle === null ? real : (id) => unknown(id, obstacle, ['Run it with sudo.']);
  } catch (error) {
    const code = systemCode(error);
    if (code === '') throw error;
    if (code === 'ENOENT') return noDatabase;
    const remedies = isByRights(code) ? ['Run it with sudo.'] : [];
    return (id) => unknown(id, `${file} cannot be looked at (${code}).`, remedies);
  }
}

function noDatabase(id: CheckId): Check {
  const message = 'There is no database yet: Home Assistant makes it when it starts.';
  return { id, state: 'ok', figure: null, unit: null, message, remedies: [], details: [] };
}
