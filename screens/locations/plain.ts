/** The same in numbered menus. */
import { parseAddress } from '../../core/locations/address.ts';
import { checkLocation } from '../../core/locations/check.ts';
import {
  chooseDrive,
  type Draft,
  forgetLocation,
  saveLocation,
  testDraft,
} from '../../core/locations/manage.ts';
import type { LocationSettings } from '../../core/locations/settings.ts';
import { parseOwnKeep } from '../../core/retention/keep.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { text } from '../text.ts';
import { loadLocations } from './load.ts';
import { stateOf } from './rows.ts';
import { locationsText } from './text.ts';

const { plain: words, test: testWords } = locationsText;

/** Tells how the locations are; adds, tests and forgets them. */
export async function plainLocations(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  for (;;) {
    const { rows } = await loadLocations(context, () => {});
    for (const row of rows) {
      const state = stateOf(row);
      terminal.say(words.row(row.name, row.address, state.text));
    }
    const known = rows.flatMap(({ settings }) => settings ?? []);
    const choices: { label: string; run: () => Promise<unknown> }[] = [
      { label: words.add, run: () => add(terminal, context) },
      ...known.map((settings) => ({
        label: words.test(settings.name),
        run: () => test(terminal, context, settings),
      })),
      ...known.map((settings) => ({
        label: words.keep(settings.name),
        run: () => keep(terminal, context, settings),
      })),
      ...known.map((settings) => ({
        label: words.encrypt(settings.name),
        run: () => encrypt(terminal, context, settings),
      })),
      ...known.map(({ name }) => ({ label: words.forget(name), run: () => forget(terminal, context, name) })),
      { label: text.goBack, run: async () => {} },
    ];
    const index = await choose(
      terminal,
      choices.map(({ label }) => label),
    );
    if (index === null || index === choices.length - 1) return;
    await choices[index]?.run();
  }
}

async function add(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const name = await terminal.ask(words.name);
  const where = name === null ? null : await terminal.ask(words.where);
  if (name === null || where === null) return;
  const place = parseAddress(where);
  const draft: Draft = {
    settings: await settingsOf(terminal, context, name, place),
    password: null,
    replaces: null,
  };
  const store = await openSettings(context.home);
  const known = store.get('locations');
  checkLocation(draft.settings, known);
  if (draft.settings.kind === 'smb' && draft.settings.user !== null) {
    terminal.say(words.shown);
    draft.password = await terminal.ask(words.password);
  }
  if (!(await tell(terminal, context, draft))) return terminal.say(words.notSaved);
  await saveLocation(store, context, draft);
  terminal.say(words.saved(name));
  if (known.length === 0 && context.installation) terminal.say(words.ownGone);
}

async function settingsOf(
  terminal: PlainTerminal,
  { world }: ScreenContext,
  name: string,
  place: ReturnType<typeof parseAddress>,
): Promise<LocationSettings> {
  switch (place.kind) {
    case 'directory':
      return { ...place, name };
    case 'nfs':
      return { ...place, name, folder: '' };
    case 'usb':
      return { kind: 'usb', name, folder: place.folder, ...(await chooseDrive(world, place.drive)) };
    case 'smb':
      return { ...place, name, user: (await terminal.ask(words.user)) || null };
  }
}

function test(terminal: PlainTerminal, context: ScreenContext, settings: LocationSettings): Promise<boolean> {
  return tell(terminal, context, { settings, password: null, replaces: settings.name });
}

/** Whether all stages passed. */
async function tell(terminal: PlainTerminal, context: ScreenContext, draft: Draft): Promise<boolean> {
  let isFine = true;
  for await (const { state, message, error } of testDraft(draft, context)) {
    terminal.say(message);
    for (const remedy of error?.remedies ?? []) terminal.say(remedy);
    if (state === 'failed') isFine = false;
  }
  if (isFine) terminal.say(testWords.fine);
  return isFine;
}

async function keep(
  terminal: PlainTerminal,
  context: ScreenContext,
  settings: LocationSettings,
): Promise<void> {
  const typed = await terminal.ask(words.keepRule);
  if (typed) await change(terminal, context, { ...settings, retention: parseOwnKeep(typed) });
}

async function encrypt(
  terminal: PlainTerminal,
  context: ScreenContext,
  settings: LocationSettings,
): Promise<void> {
  const { always, never } = locationsText.encryption;
  const index = await choose(terminal, [locationsText.encryption.default, always, never]);
  if (index !== null)
    await change(terminal, context, { ...settings, encrypt: [null, true, false][index] ?? null });
}

/** Of what needs no test. */
async function change(
  terminal: PlainTerminal,
  context: ScreenContext,
  settings: LocationSettings,
): Promise<void> {
  const store = await openSettings(context.home);
  await saveLocation(store, context, { settings, password: null, replaces: settings.name });
  terminal.say(words.saved(settings.name));
}

async function forget(terminal: PlainTerminal, context: ScreenContext, name: string): Promise<void> {
  await forgetLocation(await openSettings(context.home), context.home, name);
  terminal.say(locationsText.forget.done(name));
}
