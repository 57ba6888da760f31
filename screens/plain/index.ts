/** The same tasks without a screen: numbered menus, one line for each thing that happens. */
import { LifeboatError } from '../../core/errors.ts';
import type { ScreenContext } from '../context.ts';
import { plainLines } from '../home/lines.ts';
import { loadHome } from '../home/load.ts';
import type { HomeModel } from '../home/model.ts';
import { plainStart } from '../home/plain-start.ts';
import { plainJob } from '../job/plain.ts';
import { registry } from '../registry.ts';
import type { Registry, Task } from '../shell/screen.ts';
import { text } from '../text.ts';
import { choose } from './choose.ts';
import { openPlainTerminal, type PlainStreams, type PlainTerminal } from './terminal.ts';

interface PlainOptions {
  isAsciiOnly: boolean;
  screens?: Registry;
}

/** Until the user quits or the input ends. The exit code. */
export async function runPlain(
  context: ScreenContext,
  streams: PlainStreams,
  { isAsciiOnly, screens = registry }: PlainOptions,
): Promise<number> {
  const terminal = openPlainTerminal(streams, isAsciiOnly);
  try {
    const installation = context.installation ?? (await plainStart(terminal, context));
    if (installation) await menu(terminal, { ...context, installation }, screens);
    terminal.say(text.plain.bye);
    return 0;
  } finally {
    terminal.close();
  }
}

async function menu(
  terminal: PlainTerminal,
  context: ScreenContext & { installation: NonNullable<ScreenContext['installation']> },
  screens: Registry,
): Promise<void> {
  const tasks = Object.values(screens).flatMap(({ task }) => (task?.plain ? [task] : []));
  for (;;) {
    const model = await loadHome(context, context.installation);
    for (const line of plainLines(model, context.world.now())) terminal.say(line);
    const { job } = model.status;
    const ways = [
      ...(job ? [{ words: text.plain.watch, go: () => plainJob(terminal, context, job.record.id) }] : []),
      ...tasks.map((task) => ({ words: describe(task, model), go: () => task.plain?.(terminal, context) })),
    ];
    const index = await choose(
      terminal,
      ways.map(({ words }) => words),
    );
    if (index === null) return;
    try {
      await ways[index]?.go();
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      for (const line of [error.message, error.safe, ...error.remedies]) if (line !== '') terminal.say(line);
    }
  }
}

function describe(task: Task, model: HomeModel): string {
  const state = task.state(model);
  const needs = state.needs ? text.plain.needs : '';
  return `${task.label}: ${state.text}${needs}`;
}
