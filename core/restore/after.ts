/** What is left to do by hand after the configuration of a backup was restored: from what is in it and what is here. */
import { existsSync } from 'node:fs';
import { dig, textOr } from '../device/json-file.ts';
import { readInstanceId, readStorage } from '../device/storage.ts';
import { devicePath, type World } from '../world.ts';
import type { PlanNote } from './types.ts';

const names = ['core.config_entries', 'core.config', 'core.uuid', 'http'];

/** The files of a backup that the notes are made of, as listed. */
export const textsForNotes: ReadonlySet<string> = new Set(
  names.map((name) => `homeassistant/.storage/${name}`),
);

/** `texts`: those of the backup that it has. */
export function notesForAfter(world: World, config: string, texts: ReadonlyMap<string, string>): PlanNote[] {
  const inBackup = (name: string) => parsed(texts.get(`homeassistant/.storage/${name}`));
  const here = (name: string) => readStorage(config, name);
  return [
    ...accountNotes(textOr(dig(inBackup('core.uuid'), 'uuid'), null), readInstanceId(config)),
    ...addressNotes(addressOf(inBackup), addressOf(here)),
    ...radioNotes(world, inBackup('core.config_entries'), here('core.config_entries')),
  ];
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return dig(JSON.parse(text), 'data');
  } catch {
    return undefined;
  }
}

function accountNotes(backup: string | null, here: string | null): PlanNote[] {
  if (backup === null || backup === here) return [];
  return [
    {
      code: 'ANOTHER_HOME',
      message:
        'The backup is of another Home Assistant: sign in with the users and passwords of that one afterwards.',
      isForAfter: true,
    },
  ];
}

/** Where Home Assistant is reached, as far as its settings say. */
function addressOf(data: (name: string) => unknown): string | null {
  const url = dig(data('core.config'), 'internal_url');
  const port = dig(data('http'), 'server_port');
  if (typeof url === 'string') return url;
  return typeof port === 'number' ? `port ${port} of this device` : null;
}

function addressNotes(backup: string | null, here: string | null): PlanNote[] {
  if (backup === null || backup === here) return [];
  const now = here === null ? '' : ` (now ${here})`;
  return [
    {
      code: 'ADDRESS_CHANGES',
      message: `With the settings of the backup Home Assistant expects to be reached at ${backup}${now}.`,
      isForAfter: true,
    },
  ];
}

/** Radios and other serial devices that are set up in the backup, and are neither set up nor plugged in here. */
function radioNotes(world: World, backup: unknown, here: unknown): PlanNote[] {
  const known = new Set(serialDevices(here).map(({ device }) => device));
  return serialDevices(backup)
    .filter(({ device }) => !known.has(device) && !existsSync(devicePath(world, device)))
    .map(({ title, device }) => ({
      code: 'RADIO_MISSING',
      message: `"${title}" talks to ${device}, which is not on this device: plug it in, or choose its new place in Home Assistant.`,
      isForAfter: true,
    }));
}

function serialDevices(data: unknown): { title: string; device: string }[] {
  const entries = dig(data, 'entries');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) => {
    const title = textOr(dig(entry, 'title'), null) ?? textOr(dig(entry, 'domain'), 'An integration');
    return [...new Set(devicesIn(dig(entry, 'data')))].map((device) => ({ title, device }));
  });
}

/** ZHA has it at `device.path`, Z-Wave JS at `usb_path`, others at `device` or `port`. */
function devicesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^\/dev\/[\w./:+-]+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  return Object.values(value).flatMap((inner) => devicesIn(inner, depth + 1));
}
