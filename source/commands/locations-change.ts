/** Adding, changing and testing locations. */
import { parseAddress } from '../../core/locations/address.ts';
import { checkLocation } from '../../core/locations/check.ts';
import {
  chooseDrive,
  type Draft,
  findLocation,
  ownSettings,
  saveLocation,
  testDraft,
} from '../../core/locations/manage.ts';
import { splitExport } from '../../core/locations/nfs.ts';
import { addressOf, type LocationSettings } from '../../core/locations/settings.ts';
import type { TestSurroundings } from '../../core/locations/staged-test.ts';
import type { Stage } from '../../core/locations/stages.ts';
import { parseOwnKeep } from '../../core/retention/keep.ts';
import type { Context } from '../context.ts';
import { readSecret } from '../input.ts';
import { leavingOnSignals } from '../leave.ts';
import { askSecret } from '../output/ask.ts';

export interface ChangeOptions {
  name?: string;
  where?: string;
  user?: string;
  passwordFile?: string;
  encrypt?: 'always' | 'never' | 'default';
  keep?: string;
  untested?: true;
}

export async function addLocation(
  context: Context,
  name: string,
  address: string,
  options: ChangeOptions,
): Promise<undefined> {
  const known = (await context.settings()).get('locations');
  const settings = await settingsOf(context, { name, where: address, user: 'guest', ...options }, null);
  await save(context, { settings, password: null, replaces: null }, options);
  const where = addressOf(settings);
  context.output.document({ location: settings });
  context.output.print(`Backups are kept in ${where} from now on, as "${name}".`);
  if (known.length === 0)
    context.output.note(
      'The backups directory of Home Assistant itself is not used any more; add it if it should be.',
    );
  return undefined;
}

export async function editLocation(
  context: Context,
  name: string,
  options: ChangeOptions,
): Promise<undefined> {
  const old = findLocation((await context.settings()).get('locations'), name);
  const settings = await settingsOf(context, { name, ...options }, old);
  await save(context, { settings, password: null, replaces: name }, options);
  context.output.document({ location: settings });
  context.output.print(`Changed: "${settings.name}" is ${addressOf(settings)}.`);
  return undefined;
}

/** What the words on the command line make of the old settings, or of none. */
async function settingsOf(
  { world }: Context,
  { name = '', where, user, encrypt, keep }: ChangeOptions,
  old: LocationSettings | null,
): Promise<LocationSettings> {
  const isEncrypted = encrypt === undefined ? (old?.encrypt ?? null) : encrypts[encrypt];
  const retention = keep === undefined ? (old?.retention ?? null) : parseOwnKeep(keep);
  const common = {
    ...(retention === null ? {} : { retention }),
    ...(isEncrypted === null ? {} : { encrypt: isEncrypted }),
  };
  const place = where === undefined ? null : parseAddress(where);
  if (place === null) {
    const { encrypt: _, retention: __, ...kept } = old as LocationSettings;
    const login = kept.kind === 'smb' && user !== undefined ? { user: userOf(user) } : {};
    return { ...kept, ...login, ...common, name };
  }
  if (place.kind === 'usb') {
    const { drive, folder } = place;
    return { kind: 'usb', name, ...(await chooseDrive(world, drive)), folder, ...common };
  }
  if (place.kind === 'nfs') return { ...place, ...(await splitExport(place, world)), name, ...common };
  if (place.kind === 'directory') return { ...place, name, ...common };
  const before = old?.kind === 'smb' ? old.user : null;
  return { ...place, name, user: user === undefined ? before : userOf(user), ...common };
}

const encrypts = { always: true, never: false, default: null };

function userOf(word: string): string | null {
  return word === 'guest' ? null : word;
}

/** Tests it, tells each stage, and saves it. Throws the first failure, with nothing saved. */
async function save(
  context: Context,
  draft: Draft,
  { passwordFile, untested }: ChangeOptions,
): Promise<void> {
  const store = await context.settings();
  const { settings, replaces } = draft;
  checkLocation(
    settings,
    store.get('locations').filter((one) => one.name !== replaces),
  );
  const complete = { ...draft, password: await passwordOf(context, draft, passwordFile) };
  if (!untested) {
    const surroundings = await around(context);
    const failed = await leavingOnSignals(() => tell(context, testDraft(complete, surroundings)));
    if (failed?.error) throw failed.error;
  }
  await saveLocation(store, context, complete);
}

/** From the file or standard input, else typed unseen; null where none is needed, or the known one holds. */
async function passwordOf(
  { output }: Context,
  { settings, replaces }: Draft,
  file: string | undefined,
): Promise<string | null> {
  if (settings.kind !== 'smb' || settings.user === null) return null;
  if (file !== undefined) return readSecret(file, 'password', 'PASSWORD_FILE');
  if (replaces !== null || !output.canAsk) return null;
  return askSecret(`Password of ${settings.user} at ${settings.host}: `);
}

/** Prints the stages as they come; the first that failed, or null. */
async function tell({ output }: Context, stages: AsyncIterable<Stage>): Promise<Stage | null> {
  let failed: Stage | null = null;
  for await (const stage of stages) {
    output.note(`${signs[stage.state]} ${stage.message}`);
    if (stage.state === 'failed') failed ??= stage;
  }
  return failed;
}

async function around(context: Context): Promise<TestSurroundings> {
  const { world, home } = context;
  return { world, home, installation: await context.installationIfAny() };
}

const signs = { passed: '[ok]', failed: '[x] ', skipped: '[-] ', warning: '[!] ' };

/** Tests those that are used, or one; told even where several fail. */
export async function testLocations(context: Context, name: string | undefined): Promise<number> {
  const { output } = context;
  const setUp = (await context.settings()).get('locations');
  const used = setUp.length > 0 ? setUp : [ownSettings((await context.installation()).backups)];
  const known = name === undefined ? used : [findLocation(used, name)];
  const tested: object[] = [];
  let exitCode = 0;
  for (const settings of known) {
    output.print(`${settings.name}  ${addressOf(settings)}`);
    const stages: Stage[] = [];
    const draft = { settings, password: null, replaces: settings.name };
    for await (const stage of testDraft(draft, await around(context))) {
      stages.push(stage);
      output.print(`  ${signs[stage.state]} ${stage.message}`);
      for (const remedy of stage.error?.remedies ?? []) output.print(`       ${remedy}`);
    }
    const failed = stages.find(({ state }) => state === 'failed');
    if (exitCode === 0 && failed?.error) exitCode = failed.error.exitCode;
    tested.push({
      name: settings.name,
      path: addressOf(settings),
      ok: failed === undefined,
      stages: stages.map(documentOf),
    });
  }
  output.document({ tested, ...(known.length === 1 ? tested[0] : {}) });
  return exitCode;
}

function documentOf({ error, ...stage }: Stage) {
  return { ...stage, code: error?.code ?? null, remedies: error?.remedies ?? [] };
}
