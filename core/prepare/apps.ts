/** Apps that are installed and do not run: their images and data take room, and their data goes into full backups. */
import { dig, textOr } from '../device/json-file.ts';
import { askSupervisor } from '../device/supervisor.ts';
import type { InstallationKind } from '../device/types.ts';
import { countOf } from '../format.ts';
import type { World } from '../world.ts';
import { type Check, unknown } from './types.ts';

export interface App {
  slug: string;
  name: string;
  isStopped: boolean;
  /** In no store any more: it cannot be installed again. */
  isDetached: boolean;
}

/** A string is the reason why it cannot be known; null: this kind of installation has no apps. */
export async function readApps(world: World, kind: InstallationKind): Promise<App[] | string | null> {
  if (!['app', 'os', 'supervised'].includes(kind)) return null;
  const answer = await listApps(world);
  if (answer === null) return 'The Supervisor could not be asked for its apps.';
  const listed = dig(answer, 'data', 'addons') ?? dig(answer, 'data', 'apps');
  if (!Array.isArray(listed)) return 'The Supervisor’s answer names no apps.';
  return listed.map((app) => ({
    slug: textOr(dig(app, 'slug'), ''),
    name: textOr(dig(app, 'name'), textOr(dig(app, 'slug'), '')),
    isStopped: dig(app, 'state') === 'stopped',
    isDetached: dig(app, 'detached') === true,
  }));
}

/** Through its API with the token that an app is given, else through its own command. */
async function listApps(world: World): Promise<unknown> {
  try {
    if (world.env.SUPERVISOR_TOKEN) {
      const answer = await askSupervisor(world, '/addons', 10_000);
      return answer.ok ? await answer.json() : null;
    }
    // Add-ons are called apps since 2026.
    for (const word of ['apps', 'addons']) {
      const { exitCode, stdout } = await world.run('ha', [word, '--raw-json'], { timeout: 20_000 });
      if (exitCode === 0) return JSON.parse(stdout);
    }
    return null;
  } catch {
    return null; // no network to it, or no JSON: it cannot be asked
  }
}

export function judgeApps(apps: App[] | string | null): Check {
  if (typeof apps === 'string') return unknown('apps', apps, ['Look under Settings, Apps.']);
  const check = { id: 'apps', unit: 'apps' } as const;
  if (apps === null) {
    return {
      ...check,
      state: 'ok',
      figure: 0,
      message: 'This installation has no apps.',
      remedies: [],
      details: [],
    };
  }
  const idle = apps.filter(({ isStopped }) => isStopped);
  const detached = apps.filter(({ isDetached }) => isDetached);
  const remedies = [
    ...(idle.length > 0 ? ['Uninstall those that nobody uses: Settings, Apps.'] : []),
    ...(detached.length > 0 ? ['Apps that no store has cannot be installed again on another device.'] : []),
  ];
  return {
    ...check,
    state: remedies.length > 0 ? 'advice' : 'ok',
    figure: idle.length,
    message: `${countOf(apps.length, 'app')}, ${idle.length} of them stopped${
      detached.length > 0 ? `, ${detached.length} in no store any more` : ''
    }.`,
    remedies,
    details: [...new Set([...idle, ...detached])].map(({ name, isStopped }) => ({
      name,
      figure: isStopped ? 'stopped' : 'in no store',
      unit: null,
    })),
  };
}
