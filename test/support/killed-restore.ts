/**
 * A program that restores a backup into an installation and is killed (SIGKILL, as by a power cut) before its n-th rename.
 * Arguments: the installation as JSON, the archive, n, and `undo` to undo instead. Leaves with 0 where it was not killed.
 */
import { openArchive } from '../../core/archive/open.ts';
import { openFileSource } from '../../core/archive/source.ts';
import type { Installation } from '../../core/device/types.ts';
import { planRestore } from '../../core/restore/plan.ts';
import { runRestore } from '../../core/restore/restore.ts';
import { undoRestore } from '../../core/restore/undo.ts';
import { realWorld } from '../../core/world.ts';

const [text = '', file = '', at = '', what] = process.argv.slice(2);
const installation = JSON.parse(text) as Installation;
let renames = 0;
const run = {
  report: () => {},
  beforeRename() {
    renames += 1;
    if (renames === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
};
const world = realWorld();
if (what === 'undo') await undoRestore(world, installation, run);
else {
  const archive = await openArchive(await openFileSource(file));
  const plan = await planRestore(world, { archive, keys: [], installation });
  await runRestore(world, plan, { ...run, archive, keys: [] });
}
