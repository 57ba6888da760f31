/** Tells others what became of a run: whom, and what of it. A notice that fails fails nothing else. */
import { LifeboatError, systemCode } from '../errors.ts';
import { send, severalTries } from './send.ts';
import { readRecipients } from './settings.ts';
import { readTold, type Told, type ToldOfAll, writeTold } from './told.ts';
import { isTrouble, type Notice, type Recipient } from './types.ts';

const hour = 3600 * 1000;
/** Milliseconds for which the same trouble is not told again: by the attempts of one night, or at all. */
const quietFor: Record<Recipient['when'], number> = { always: 6 * hour, trouble: 7 * 24 * hour };

/** Sends to all at the same time. Sentences about those that could not be told. */
export async function sendNotices(home: string, notice: Notice, tries = severalTries): Promise<string[]> {
  try {
    const told = readTold(home);
    const wanted = readRecipients(home).filter((one) => isWanted(one, notice, told[one.kind]));
    const answers = await Promise.all(
      wanted.map(async (recipient) => ({
        recipient,
        // A backup does not wait until somebody knows that it begins.
        failure: await send(recipient, notice, notice.state === 'started' ? undefined : tries),
      })),
    );
    const changed = answers.map(
      ({ recipient: { kind }, failure }) => [kind, toldAfter(told[kind], notice, failure)] as const,
    );
    const failures = answers.flatMap(({ failure }) => failure ?? []);
    return [...failures, ...remember(home, { ...told, ...Object.fromEntries(changed) })];
  } catch (error) {
    // A backup is worth more than the news of it.
    if (error instanceof LifeboatError) return [error.message];
    if (systemCode(error) !== '') return [`Nobody could be told: ${systemCode(error)}.`];
    throw error;
  }
}

function remember(home: string, told: ToldOfAll): string[] {
  try {
    if (Object.keys(told).length > 0) writeTold(home, told);
    return [];
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return [`Who was told cannot be kept in ${home} (${systemCode(error)}), and may be told again.`];
  }
}

/** What is sent to try an address. */
export function testNotice(at: Date): Notice {
  const message = 'If you can read this, Lifeboat can tell you about its backups.';
  return { plan: 'test', at, state: 'test', message, backup: null };
}

/** Why others may not hear of the next run: sentences. */
export function noticeTroubles(home: string): string[] {
  try {
    readRecipients(home);
  } catch (error) {
    if (error instanceof LifeboatError) return [`Nobody is told of the runs. ${error.message}`];
    throw error;
  }
  return Object.values(readTold(home)).flatMap(({ failure }) => failure ?? []);
}

function keyOf({ plan, state, about = '' }: Notice): string {
  return `${plan} ${state} ${about}`;
}

/** A run that was made ends the troubles of its plan, and those of no plan. */
function isEndedBy({ plan }: Notice, key: string): boolean {
  return key.startsWith(`${plan} `) || key.startsWith(' ');
}

function isWanted({ kind, when }: Recipient, notice: Notice, told: Told | undefined): boolean {
  const { state, at } = notice;
  const known = Object.keys(told?.troubles ?? {});
  if (state === 'test') return true;
  if (isTrouble(state)) {
    // To a pulse the end of a run is a beat, and what never began is silence, which is its alarm.
    if (kind === 'healthchecks' && state !== 'stuck') return state === 'failed' || state === 'incomplete';
    const last = told?.troubles[keyOf(notice)];
    return last === undefined || Math.abs(at.getTime() - Date.parse(last)) > quietFor[when];
  }
  if (kind === 'healthchecks') return true;
  if (state === 'started') return false;
  return when === 'always' || known.some((key) => isEndedBy(notice, key));
}

function toldAfter(told: Told | undefined, notice: Notice, failure: string | null): Told {
  const before = told?.troubles ?? {};
  if (failure !== null) return { troubles: before, failure };
  if (isTrouble(notice.state))
    return { troubles: { ...before, [keyOf(notice)]: notice.at.toISOString() }, failure };
  if (notice.state !== 'done') return { troubles: before, failure };
  const lasting = Object.entries(before).filter(([key]) => !isEndedBy(notice, key));
  return { troubles: Object.fromEntries(lasting), failure };
}
