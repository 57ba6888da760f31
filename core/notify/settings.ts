/**
 * Whom a run tells: addresses that may be secrets (a topic of ntfy, a check of healthchecks), so they are in a file of
 * their own that only its owner may read, and are never shown whole.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';
import { listOf, oneOf, recordOf, textThat } from '../shape.ts';
import { forgetTold } from './told.ts';
import { type NoticeKind, noticeKinds, type Recipient } from './types.ts';

/** What holds where nothing is said: who reads every message on a phone wants few of them. */
export const usualWhen: Readonly<Record<NoticeKind, Recipient['when']>> = {
  webhook: 'always',
  ntfy: 'trouble',
  healthchecks: 'always',
};

const fileVersion = 1;

function fileOf(home: string): string {
  return path.join(home, 'notify.json');
}

const fileShape = recordOf({
  version: oneOf([fileVersion]),
  recipients: listOf(
    recordOf({
      kind: oneOf(noticeKinds),
      url: textThat(isAddress, 'an http or https address'),
      when: oneOf(['always', 'trouble']),
    }),
  ),
});

/** Throws LifeboatError where the file cannot be read. */
export function readRecipients(home: string): Recipient[] {
  const file = fileOf(home);
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(`${file} is no JSON.`);
  }
  const wrong = fileShape(found, '');
  // What stands there may be a secret: only where it is wrong is told.
  if (wrong) throw unreadable(`In ${file}, ${wrong.path || 'the whole'} is not what it should be.`);
  return (found as { recipients: Recipient[] }).recipients;
}

function unreadable(message: string): LifeboatError {
  return new LifeboatError('failed', 'NOTIFY_UNREADABLE', message, {
    safe: 'Backups are made all the same; nobody is told of them.',
    remedies: ['Mend the file, or remove it and set the addresses up anew: lifeboat schedule notify'],
  });
}

/** None where the file cannot be read: see `noticeTroubles`. */
export function readableRecipients(home: string): Recipient[] {
  try {
    return readRecipients(home);
  } catch (error) {
    if (error instanceof LifeboatError) return [];
    throw error;
  }
}

/** One of a kind; null: none any more. Throws `usage` for what is no address. */
export function setRecipient(
  home: string,
  kind: NoticeKind,
  recipient: Omit<Recipient, 'kind'> | null,
): void {
  if (recipient) checkUrl(recipient.url);
  const others = readRecipients(home).filter((one) => one.kind !== kind);
  const recipients = recipient ? [...others, { kind, ...recipient }] : others;
  makePrivateFolder(home);
  writePrivateFile(fileOf(home), `${JSON.stringify({ version: fileVersion, recipients }, null, 2)}\n`);
  forgetTold(home, kind);
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function checkUrl(text: string): void {
  if (isAddress(text)) return;
  throw new LifeboatError('usage', 'BAD_ADDRESS', 'The address is no http or https URL.', {
    safe: 'Nothing was changed.',
    remedies: ['Put the whole address into the first line, beginning with https://'],
  });
}

/** The part of an address that is no secret: `https://ntfy.sh/...`. */
export function shownAddress({ url }: Pick<Recipient, 'url'>): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/...`;
}
