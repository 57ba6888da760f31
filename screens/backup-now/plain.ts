/** The same form as a numbered menu. */
import type { Contents } from '../../core/backup/contents.ts';
import { placeText } from '../../core/locations/places.ts';
import { pickState } from '../components/picks.ts';
import type { ScreenContext } from '../context.ts';
import { plainJob } from '../job/plain.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { text } from '../text.ts';
import { type Form, type FormStep, formReducer, isTicked, proposedForm } from './form.ts';
import { type Device, loadDevice } from './load.ts';
import { reviewLines } from './review-lines.ts';
import { keyWords, nodeName, planKeyWords } from './row-cells.ts';
import { makePlan, readContents, startBackup } from './start.ts';
import { summaryOf, whyNot } from './summary.ts';
import { backupNowText as words } from './text.ts';

interface Choice {
  label: string;
  /** Null: to start. */
  step: FormStep | null;
}

/** Asks what to back up, starts it and tells how it goes. */
export async function plainBackup(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const { installation, world } = context;
  if (!installation) return;
  terminal.say(words.loading);
  const device = await loadDevice(context, installation);
  const running = device.jobs.find(({ state }) => state === 'running');
  if (running) {
    terminal.say(words.running);
    return await plainJob(terminal, context, running.record.id);
  }
  let form = proposedForm(installation, device.exclude);
  const contents = await readContents(installation, device, form.globs);
  for (;;) {
    for (const { text } of summaryOf(form, contents, device)) terminal.say(text);
    const choices = choicesOf(form, device, contents);
    const index = await choose(
      terminal,
      choices.map(({ label }) => label),
    );
    if (index === null) return;
    const step = choices[index]?.step;
    if (step) {
      form = formReducer(form, step);
      continue;
    }
    const obstacle = whyNot(form, contents, device);
    if (obstacle !== null) {
      terminal.say(words.plain.cannot(obstacle));
      continue;
    }
    const plan = await makePlan(world, installation, form, device, contents);
    for (const { text } of reviewLines(plan, planKeyWords(plan, form, device), contents)) terminal.say(text);
    if ((await choose(terminal, [words.review.start, text.goBack])) !== 0) continue;
    const { record } = await startBackup(context, plan, form, device);
    return await plainJob(terminal, context, record.id);
  }
}

function choicesOf(form: Form, device: Device, { root, database }: Contents): Choice[] {
  const { places, otherKeys } = device;
  const { plain } = words;
  // The parts, and the history database in the first of them: what else is in a part is for the screens.
  const nodes = (root.children ?? []).flatMap((part) => [
    { node: part, depth: 0 },
    ...(part.children ?? []).filter(({ path }) => path === database).map((node) => ({ node, depth: 1 })),
  ]);
  const keys: Form['key'][] = ['current', ...otherKeys.map(({ id }) => id), 'none'];
  const nextKey = keys[(keys.indexOf(form.key) + 1) % keys.length] ?? 'current';
  return [
    { label: words.start, step: null },
    ...nodes.map(({ node, depth }): Choice => {
      const isIn = pickState(form.picks, node) !== 'none';
      const label = plain.picked(nodeName(node, depth, database), node.size, isIn);
      return { label, step: { do: 'pick', root, node } };
    }),
    ...places.map((place): Choice => {
      const isOn = isTicked(form, place);
      const label = plain.location(place.name, placeText(place), isOn);
      return { label, step: { do: 'location', name: place.name, isTicked: !isOn } };
    }),
    { label: plain.encryption(keyWords(form, device)), step: { do: 'key', key: nextKey } },
    { label: plain.verify(form.verify), step: { do: 'verify' } },
  ];
}
