/** `lifeboat schedule notify`: who is told of a run. Addresses come from files: they may be secrets. */
import { exitCodes, LifeboatError } from '../../../core/errors.ts';
import { sendNotices, testNotice } from '../../../core/notify/notices.ts';
import { readRecipients, setRecipient, shownAddress, usualWhen } from '../../../core/notify/settings.ts';
import type { NoticeKind } from '../../../core/notify/types.ts';
import type { Context } from '../../context.ts';
import { readSecret } from '../../input.ts';

export interface NotifyOptions {
  urlFile?: string;
  when?: 'always' | 'trouble';
  off?: true;
  test?: true;
}

export async function notify(
  context: Context,
  kind: NoticeKind | null,
  { urlFile, when, off, test }: NotifyOptions,
): Promise<number> {
  const { output, home, world } = context;
  if (kind && off) setRecipient(home, kind, null);
  else if (kind && urlFile !== undefined) {
    setRecipient(home, kind, {
      url: (await readSecret(urlFile, 'address', 'NO_ADDRESS')).trim(),
      when: when ?? usualWhen[kind],
    });
  } else if (kind)
    throw new LifeboatError('usage', 'NO_ADDRESS', `Where is ${kind} to be told?`, {
      safe: 'Nothing was changed.',
      remedies: [
        'Put the address into a file: --url-file FILE, or - for standard input. It may be a secret.',
        'To tell it no more: --off',
      ],
    });
  const recipients = readRecipients(home);
  const failures = test ? await sendNotices(home, testNotice(world.now())) : [];
  output.document({
    notify: recipients.map((one) => ({ kind: one.kind, address: shownAddress(one), when: one.when })),
    failures,
  });
  for (const one of recipients) output.print(`${one.kind} at ${shownAddress(one)}: ${one.when}`);
  if (recipients.length === 0) output.print('Nobody is told.');
  for (const failure of failures) output.note(failure);
  if (test && recipients.length > 0 && failures.length === 0) output.print('The test was sent.');
  return failures.length > 0 ? exitCodes.unreachable : 0;
}
