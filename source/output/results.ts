/** What a job brought, told as its command tells it: by that command, and by whoever watches the job. */
import type { VerifyState } from '../../core/archive/verify.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { JobKind, JobResults } from '../../core/jobs/types.ts';
import type { Output } from './output.ts';

const tellers: { [Kind in JobKind]: (output: Output, result: JobResults[Kind]) => void } = {
  backup: tellBackup,
  verify: tellVerify,
  copy(output, copied) {
    output.document({ type: 'result', ...copied });
    output.print(`Copied to ${copied.path}, and read back.`);
  },
  restore: tellRestore,
  undo(output, undone) {
    output.document({ type: 'result', ...undone });
    output.print(
      `Taken back: ${undone.undone.join(', ')}. What the restore had brought is kept in ${undone.kept}.`,
    );
  },
};

export function tellResult<Kind extends JobKind>(output: Output, kind: Kind, result: JobResults[Kind]): void {
  tellers[kind](output, result);
}

function tellBackup(output: Output, result: JobResults['backup']): void {
  const { backup, complete, left_out, verified, failed, key } = result;
  output.document({ type: 'result', ...result });
  output.print(
    [
      `${complete ? 'Done' : 'INCOMPLETE'}: ${backup.name}`,
      backup.id,
      formatBytes(backup.size),
      verified ? 'read back' : 'NOT read back',
    ].join(', '),
  );
  for (const { path } of backup.locations) output.print(`  in ${path}`);
  for (const { path, reason } of left_out) output.print(`  Not in it: ${path}: ${reason}`);
  for (const { name, message } of failed) {
    output.print(`  NOT in ${name}: ${message}`);
    output.print(`    To bring it there later: lifeboat copy ${backup.id} --to ${name}`);
  }
  if (key?.isNew)
    output.note('A new encryption key was made. Save it outside this device: lifeboat key kit FILE');
}

const states: Record<VerifyState, string> = {
  whole: 'whole',
  damaged: 'NOT WHOLE',
  'wrong-key': 'not opened: no known key fits',
  unreadable: 'CANNOT BE READ',
};

function tellVerify(output: Output, { results }: JobResults['verify']): void {
  output.document({ results });
  for (const { id, path, state, parts, database, problems } of results) {
    output.print(`${id}: ${states[state]}  (${path})`);
    for (const part of parts) {
      const found =
        part.state === 'whole'
          ? `${countOf(part.files, 'file')}, ${formatBytes(part.bytes)}`
          : states[part.state];
      output.print(`  ${part.part}: ${found}${part.message ? `. ${part.message}` : ''}`);
    }
    if (database === 'ok' || database === 'malformed') output.print(`  database: ${database}`);
    for (const { message } of problems) output.note(`  ${message}`);
    const left = parts.filter((part) => part.state === 'whole').map(({ part }) => part);
    if (state !== 'whole' && left.length > 0)
      output.print(`  Whole, and can be restored: ${left.join(', ')}`);
  }
}

function tellRestore(output: Output, result: JobResults['restore']): void {
  const { restored, failed, to, kept } = result;
  output.document({ type: 'result', ...result });
  output.print(
    `${failed.length > 0 ? 'NOT ALL of it could be restored. Whole' : 'Restored'}: ${restored.join(', ') || 'nothing'}`,
  );
  output.print(`Into ${to}`);
  for (const { path, reason } of failed) output.print(`  Not restored: ${path}: ${reason}`);
  if (kept !== null) output.print(`What was there before is kept in ${kept}. To have it back: lifeboat undo`);
}
