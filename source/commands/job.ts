/** The process of a job: what a detached start runs. Not for people. */
import { Command } from 'commander';
import { version } from '../../core/version.ts';
import type { Context, Start } from '../context.ts';
import { readInput } from '../input.ts';

export function jobCommand(start: Start): Command {
  return new Command('job')
    .description('carries out a job that was made before')
    .argument('<id>')
    .action((id: string, _options: object, command: Command) =>
      start(command, (context) => carryOutJob(context, id)),
    );
}

async function carryOutJob({ world, home }: Context, id: string): Promise<number> {
  const { conductMade } = await import('../../core/jobs/conduct.ts');
  process.title = `lifeboat job ${id}`;
  const { secret } = JSON.parse(await readInput()) as { secret: string | null };
  // A hang-up stops nothing, and neither does what is typed where it was started.
  for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => undefined);
  const controller = new AbortController();
  process.on('SIGTERM', () => controller.abort());
  const run = { report: () => undefined, signal: controller.signal };
  return conductMade({ world, home, version, secret: async () => secret }, id, run);
}
