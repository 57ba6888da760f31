/** Tells others what became of a run. In bounded time, and a notice that fails fails nothing else. */
import { hostname } from 'node:os';
import type { Summary } from '../archive/summary.ts';
import { LifeboatError } from '../errors.ts';
import { type Recipient, readRecipients, shownAddress } from './settings.ts';

export interface Notice {
  plan: string;
  at: Date;
  state: 'started' | 'done' | 'incomplete' | 'failed' | 'test';
  /** A sentence for people. No secrets. */
  message: string;
  backup: Pick<Summary, 'id' | 'size'> | null;
}

/** Milliseconds for one recipient. */
const patience = 10_000;

/** Sends to all at the same time. Sentences about those that could not be told. */
export async function sendNotices(home: string, notice: Notice): Promise<string[]> {
  let recipients: Recipient[];
  try {
    recipients = readRecipients(home);
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    return [error.message];
  }
  const wanted = recipients.filter((recipient) => isWanted(recipient, notice));
  const failures = await Promise.all(wanted.map((recipient) => send(recipient, notice)));
  return failures.filter((failure) => failure !== null);
}

function isWanted({ kind, when }: Recipient, { state }: Notice): boolean {
  if (kind === 'healthchecks' || state === 'test') return true;
  if (state === 'started') return false;
  return when === 'always' || state !== 'done';
}

/** Null, or why it could not be told; the address itself is not in it. */
export async function send(
  recipient: Recipient,
  notice: Notice,
  milliseconds = patience,
): Promise<string | null> {
  const { url, ...request } = requests[recipient.kind](recipient.url, notice);
  const failed = (why: string) => `${recipient.kind} at ${shownAddress(recipient)} was not told: ${why}.`;
  try {
    const response = await fetch(url, {
      ...request,
      method: 'POST',
      signal: AbortSignal.timeout(milliseconds),
    });
    await response.body?.cancel();
    return response.ok ? null : failed(`it answered ${response.status}`);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return failed('it did not answer in time');
    // What fetch says about a connection stands in the cause, and its message may carry the address.
    const cause = error instanceof Error ? error.cause : null;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it cannot be reached';
    return failed(code);
  }
}

interface Request {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const words: Record<Notice['state'], string> = {
  started: 'Backup started',
  done: 'Backup made',
  incomplete: 'Backup incomplete',
  failed: 'Backup FAILED',
  test: 'This is a test',
};

const requests: Record<Recipient['kind'], (url: string, notice: Notice) => Request> = {
  webhook: (url, { plan, at, state, message, backup }) => ({
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      program: 'lifeboat',
      host: hostname(),
      plan,
      at: at.toISOString(),
      state,
      message,
      backup: backup && { id: backup.id, size: backup.size },
    }),
  }),
  // https://docs.ntfy.sh/publish/: the body is the message, headers are the rest; headers are ASCII.
  ntfy: (url, { plan, state, message }) => ({
    url,
    headers: {
      title: `${words[state]}: ${ascii(plan)} on ${ascii(hostname())}`,
      priority: state === 'failed' ? 'high' : 'default',
      tags: state === 'done' || state === 'test' ? 'white_check_mark' : 'warning',
    },
    body: message,
  }),
  // https://healthchecks.io/docs/http_api/: /start, /fail or nothing behind the address; the body is kept as a log.
  healthchecks: (url, { state, message }) => {
    const suffix: Partial<Record<Notice['state'], string>> = {
      started: '/start',
      failed: '/fail',
      incomplete: '/fail',
    };
    return {
      url: withPath(url, suffix[state] ?? ''),
      headers: { 'content-type': 'text/plain' },
      body: message,
    };
  },
};

function withPath(url: string, suffix: string): string {
  const target = new URL(url);
  target.pathname = target.pathname.replace(/\/$/, '') + suffix;
  return target.href;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?');
}
