/** From what was chosen to a plan, and to the job that carries it out. */
import { type Contents, type SurveyOptions, surveyContents } from '../../core/backup/contents.ts';
import { type BackupEstimate, estimateBackup } from '../../core/backup/estimate.ts';
import { planBackup } from '../../core/backup/plan.ts';
import type { BackupPlan } from '../../core/backup/types.ts';
import type { Installation } from '../../core/device/types.ts';
import type { Job } from '../../core/jobs/types.ts';
import type { World } from '../../core/world.ts';
import { pickedTotal } from '../components/picks.ts';
import type { ScreenContext } from '../context.ts';
import { choiceOf, type Form, isTicked } from './form.ts';
import type { Device } from './load.ts';

/** The files that there are to choose from, without those that `globs` leave out. */
export function readContents(
  installation: Installation,
  { places }: Device,
  globs: readonly string[],
  run: Pick<SurveyOptions, 'signal' | 'onLooked'> = {},
): Promise<Contents> {
  return surveyContents(installation, { exclude: [...globs], locations: places, ...run });
}

/** For what is picked. */
export function estimateOf(form: Form, contents: Contents, { jobs, backups }: Device): BackupEstimate {
  const question = {
    bytes: pickedTotal(form.picks, contents.root).size,
    verify: form.verify,
    parts: partSizes(contents),
  };
  return estimateBackup(question, { jobs, backups });
}

/** The history database is a part of its own, though it lies in the configuration. */
function partSizes({ root, database }: Contents): { id: string; bytes: number }[] {
  return (root.children ?? []).flatMap(({ path, size, children }) => {
    const inside = children?.find((child) => child.path === database);
    if (!inside) return [{ id: path, bytes: size }];
    return [
      { id: path, bytes: size - inside.size },
      { id: 'database', bytes: inside.size },
    ];
  });
}

/** What is going to be done. Throws LifeboatError. */
export async function makePlan(
  world: World,
  installation: Installation,
  form: Form,
  device: Device,
  contents: Contents,
): Promise<BackupPlan> {
  const { parts, exclude } = choiceOf(form, contents.root, contents.database);
  const ticked = device.places.filter((place) => isTicked(form, place)).map(({ name }) => name);
  return await planBackup(world, installation, {
    parts,
    exclude,
    ...(form.name === null ? {} : { name: form.name }),
    locations: device.locations.filter(({ name }) => ticked.includes(name)),
    encryption: form.key === 'none' ? null : { version: null },
    verify: form.verify,
  });
}

/** Starts it as it was shown. Throws LifeboatError `busy`. */
export function startBackup(
  { jobs }: ScreenContext,
  plan: BackupPlan,
  form: Form,
  device: Device,
): Promise<Job> {
  const chosen = device.otherKeys.find(({ id }) => id === form.key);
  return jobs.start({ kind: 'backup', plan }, chosen?.secret ?? null);
}
