/** One notice to one recipient, in its own form, and in bounded time. */
import { hostname } from 'node:os';
import querystring from 'node:querystring';
import { setTimeout as wait } from 'node:timers/promises';
import { shownAddress } from './settings.ts';
import { isTrouble, type Notice, type NoticeState, type Recipient } from './types.ts';

/** All in milliseconds. */
export interface Tries {
  /** For one try. */
  patience: number;
  /** Before each further try, where one may help: routers connect anew at night, and servers restart. */
  pauses: readonly number[];
}

const once: Tries = { patience: 10_000, pauses: [] };
export const severalTries: Tries = { ...once, pauses: [3_000, 20_000] };

interface Failure {
  /** Follows `was not told: `. */
  why: string;
  /** Another try may help. */
  mayPass: boolean;
}

/** Null, or why it could not be told, a sentence; the address itself is not in it. */
export async function send(
  recipient: Recipient,
  notice: Notice,
  { patience, pauses }: Tries = once,
): Promise<string | null> {
  let failure = await tryOnce(recipient, notice, patience);
  for (const pause of pauses) {
    if (!failure?.mayPass) break;
    await wait(pause);
    failure = await tryOnce(recipient, notice, patience);
  }
  return failure && `${recipient.kind} at ${shownAddress(recipient)} was not told: ${failure.why}.`;
}

async function tryOnce(recipient: Recipient, notice: Notice, patience: number): Promise<Failure | null> {
  const { url, headers, body } = requests[recipient.kind](recipient.url, notice);
  const target = new URL(url);
  // `fetch` takes no name and password in an address.
  const { username, password } = target;
  const login = username === '' ? {} : { authorization: basicAuth(username, password) };
  [target.username, target.password] = ['', ''];
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { ...headers, ...login },
      body,
      // To follow would turn it into a request without the notice, and an answer that looks like success.
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return response.ok ? null : refusal(response.status);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { why: 'it did not answer in time', mayPass: true };
    // What fetch says about a connection stands in the cause, and its message may carry the address.
    const cause = error instanceof Error ? error.cause : null;
    return connectionFailure(cause instanceof Error && 'code' in cause ? String(cause.code) : '');
  }
}

function refusal(status: number): Failure {
  if (status >= 300 && status < 400)
    return { why: `it answered ${status}, that it has moved: give its new address`, mayPass: false };
  return {
    why: `it answered ${status}${statusWords[status] ?? ''}`,
    mayPass: status >= 500 || status === 429,
  };
}

function basicAuth(name: string, password: string): string {
  const login = `${querystring.unescape(name)}:${querystring.unescape(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

const statusWords: Readonly<Record<number, string>> = {
  401: ', that it wants a login',
  403: ', that it may not be told this',
  404: ', that there is no such address',
  429: ', that it was told too often',
};

/** A code of Node's, in words where it is a usual one. */
function connectionFailure(code: string): Failure {
  if (/CERT|SELF_SIGNED|ALTNAME/.test(code))
    return { why: `its certificate is not trusted (${code})`, mayPass: false };
  if (/SSL|TLS|EPROTO/.test(code)) return { why: `it does not speak https (${code})`, mayPass: false };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { why: `its name is not found (${code})`, mayPass: true };
  if (code === 'ECONNREFUSED') return { why: `nothing answers there (${code})`, mayPass: true };
  return { why: code === '' ? 'it cannot be reached' : `it cannot be reached (${code})`, mayPass: true };
}

interface Request {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const words: Record<NoticeState, string> = {
  started: 'Backup started',
  done: 'Backup made',
  incomplete: 'Backup incomplete',
  failed: 'Backup FAILED',
  missed: 'Backup missed',
  overdue: 'Backup overdue',
  stuck: 'The schedule cannot run',
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
      title: `${words[state]}${plan === '' ? '' : `: ${ascii(plan)}`} on ${ascii(hostname())}`,
      priority: isTrouble(state) && state !== 'incomplete' ? 'high' : 'default',
      tags: state === 'done' || state === 'test' ? 'white_check_mark' : 'warning',
    },
    body: message,
  }),
  // https://healthchecks.io/docs/http_api/: /start, /fail or nothing behind the address; the body is kept as a log.
  healthchecks: (url, { state, message }) => {
    const suffix: Partial<Record<NoticeState, string>> = {
      started: '/start',
      failed: '/fail',
      incomplete: '/fail',
      stuck: '/fail',
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
