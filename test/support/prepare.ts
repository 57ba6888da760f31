/** A device to be looked at before a backup. */
import type { TestContext } from 'node:test';
import { readRecorderSettings } from '../../core/device/recorder.ts';
import type { Installation } from '../../core/device/types.ts';
import { prepare } from '../../core/prepare/prepare.ts';
import type { Check, CheckId, Subject } from '../../core/prepare/types.ts';
import { type Files, testInstallation } from './installation.ts';
import { testWorld } from './world.ts';

/** An installation of these files, its recorder found as Lifeboat finds it. */
export async function subjectOf(t: TestContext, inConfig: Files, parts: Partial<Subject> = {}) {
  const made = testInstallation(t, inConfig, {});
  const surroundings = { config: made.config, env: {}, mounts: [] };
  const { recorder } = await readRecorderSettings(surroundings);
  const installation: Installation = { ...made.installation, recorder };
  const subject: Subject = {
    world: testWorld(),
    installation,
    locations: [],
    exclude: [],
    history: async () => ({ jobs: [], backups: [] }),
    ...parts,
  };
  return { ...made, installation, subject };
}

/** The checks of these ids, each found by its id. */
export async function checksOf(subject: Subject, ...only: CheckId[]): Promise<Record<string, Check>> {
  const checks = await prepare(subject, { only });
  return Object.fromEntries(checks.map((check) => [check.id, check]));
}
