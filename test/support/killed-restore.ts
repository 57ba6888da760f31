/**
 * A program that restores a backup into an installation and is killed (SIGKILL, as by a power cut) before its n-th rename.
 * Arguments: the installation as JSON, the archive, n, and `undo` to undo instead; or `to` to restore into the directory that
 * stands in the installation's place, and to be stopped (SIGSTOP) there. Leaves with 0 where it was not killed.
 */
import { openArchive } from '../../core/archive/open.ts';
import { openFileSource } from '../../core/archive/source.ts';
import type { Installation } from '../../core/device/types.ts';
import { planRestore } from '../../core/restore/plan.ts';
import { runRestore } from '../../core/restore/restore.ts';
import { undoRestore } from '../../core/restore/undo.ts';
import { realWorld } from '../../core/world.ts';

const [text = '', file = '', at = '', what] = process.argv.slice(2);
let renames = 0;
const run = {
  report: () => {},
  beforeRename() {
    renames += 1;
    if (renames === Number(at)) process.kill(process.pid, what === 'to' ? 'SIGSTOP' : 'SIGKILL');
  },
};
const world = realWorld();
if (what === 'undo') await undoRestore(world, JSON.parse(text) as Installation, run);
else {
  const archive = await openArchive(await openFileSource(file));
  const target = what === 'to' ? { to: text } : { installation: JSON.parse(text) as Installation };
  const plan = await planRestore(world, { archive, keys: [], ...target });
  await runRestore(world, plan, { ...run, archive, keys: [] });
}
