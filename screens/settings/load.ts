/** What the settings say, and how each is changed: the only place where this screen meets core. */
import { hostname } from 'node:os';
import { findInstallation } from '../../core/device/find.ts';
import type { Installation } from '../../core/device/types.ts';
import { openKeyRing, type RingKey } from '../../core/keys/ring.ts';
import { testNotice } from '../../core/notify/notices.ts';
import { send } from '../../core/notify/send.ts';
import { readRecipients, setRecipient, usualWhen } from '../../core/notify/settings.ts';
import type { NoticeKind, Recipient } from '../../core/notify/types.ts';
import { openDirectory } from '../../core/settings/adopt.ts';
import { changeSetting, findSetting } from '../../core/settings/keys.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';

/** Those that are on or off. */
export const switches = ['color', 'ascii', 'plain'] as const;
export type Switch = (typeof switches)[number];

export interface SettingsData {
  host: string;
  /** The settings name it; otherwise it is found at each start. */
  isNamed: boolean;
  exclude: readonly string[];
  key: RingKey | null;
  recipients: readonly Recipient[];
  isOn: Readonly<Record<Switch, boolean>>;
}

export async function loadSettings({ home }: ScreenContext): Promise<SettingsData> {
  const [settings, ring] = await Promise.all([openSettings(home), openKeyRing(home)]);
  return {
    host: hostname(),
    isNamed: settings.get('installation') !== null,
    exclude: settings.get('exclude'),
    key: ring.current,
    recipients: readRecipients(home),
    isOn: { color: settings.get('color'), ascii: settings.get('ascii'), plain: settings.get('plain') },
  };
}

/** Throws what finding it throws; null: the one that is found by itself, at every start anew. */
export async function takeInstallation(
  { world, home }: ScreenContext,
  typed: string | null,
): Promise<Installation> {
  if (typed !== null) return await openDirectory(world, home, typed);
  const found = await findInstallation(world);
  await changeSetting(await openSettings(home), findSetting('installation'), null, world);
  return found;
}

/** Patterns with commas between them. Throws `usage` for what is none. */
export async function saveExclude({ world, home }: ScreenContext, typed: string): Promise<void> {
  const words = typed
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const setting = findSetting('exclude');
  await changeSetting(await openSettings(home), setting, words.length > 0 ? words : null, world);
}

export async function turn({ world, home }: ScreenContext, name: Switch, isOn: boolean): Promise<void> {
  await changeSetting(await openSettings(home), findSetting(name), [isOn ? 'on' : 'off'], world);
}

/** Throws `usage` for what is no address. */
export function saveAddress(
  { home }: ScreenContext,
  kind: NoticeKind,
  typed: string,
  before: Recipient | undefined,
): void {
  setRecipient(home, kind, { url: typed.trim(), when: before?.when ?? usualWhen[kind] });
}

export function forgetAddress({ home }: ScreenContext, kind: NoticeKind): void {
  setRecipient(home, kind, null);
}

export function saveWhen({ home }: ScreenContext, { kind, url, when }: Recipient): void {
  setRecipient(home, kind, { url, when: when === 'always' ? 'trouble' : 'always' });
}

/** Null, or why it could not be told. */
export async function tryAddress({ world }: ScreenContext, recipient: Recipient): Promise<string | null> {
  return await send(recipient, testNotice(world.now()));
}
