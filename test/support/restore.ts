/** What the tests of restores share: fixtures with their keys, plans made and carried out in one go. */
import path from 'node:path';
import type { TestContext } from 'node:test';
import { openArchive } from '../../core/archive/open.ts';
import { openFileSource } from '../../core/archive/source.ts';
import type { CandidateKey } from '../../core/archive/types.ts';
import type { JobEvent } from '../../core/events.ts';
import { planRestore } from '../../core/restore/plan.ts';
import { runRestore } from '../../core/restore/restore.ts';
import type { RestorePlan, RestoreRequest, RestoreRun } from '../../core/restore/types.ts';
import type { World } from '../../core/world.ts';
import { testWorld } from './world.ts';

export const fixtures = path.resolve('test/fixtures/homeassistant');

/** The keys that the fixtures were made with; see their README. */
export const fixtureKeys: CandidateKey[] = [
  { secret: '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL', label: 'fixtures' },
  { secret: 'test', label: 'example' },
  { secret: 'supervisor', label: 'example v3' },
];

export async function openBackup(t: TestContext, file: string) {
  const source = await openFileSource(path.resolve(fixtures, file));
  t.after(() => source.close());
  return openArchive(source);
}

export type Asked = Omit<RestoreRequest, 'archive' | 'keys'> & { keys?: CandidateKey[] };

/** Plans and restores; the plan goes through JSON on the way, as to another process. */
export async function restore(
  t: TestContext,
  file: string,
  asked: Asked,
  run: Partial<RestoreRun> = {},
  world: World = testWorld(),
) {
  const archive = await openBackup(t, file);
  const keys = asked.keys ?? fixtureKeys;
  const plan = await planRestore(world, { ...asked, archive, keys });
  const events: JobEvent[] = [];
  const report = (event: JobEvent) => events.push(event);
  const sent = JSON.parse(JSON.stringify(plan)) as RestorePlan;
  const result = await runRestore(world, sent, { report, archive, keys, ...run });
  return { plan, result, events };
}
