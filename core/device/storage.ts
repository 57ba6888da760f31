/**
 * What Home Assistant keeps about itself in `.storage`.
 *
 * Each file is `{version, minor_version, key, data}`. A minor version adds fields, so any is read and what is absent is not
 * known. Read only: a running Home Assistant writes these files anew from memory.
 */
import path from 'node:path';
import { dig, readJsonFile, textOr } from './json-file.ts';

/** The data of one file, e.g. `core.config`; undefined where it is missing, or cannot be read. */
export function readStorage(config: string, key: string): unknown {
  return dig(readJsonFile(path.join(config, '.storage', key)), 'data');
}

/** What tells this Home Assistant from others; null where it is not known. Archives carry it: `extra.instance_id`. */
export function readInstanceId(config: string): string | null {
  return textOr(dig(readStorage(config, 'core.uuid'), 'uuid'), null);
}

/** What the home is called; null where that is not known, as when it is set in configuration.yaml. */
export function readLocationName(config: string): string | null {
  return textOr(dig(readStorage(config, 'core.config'), 'location_name'), null);
}

/** The time zone that was chosen on its screens, an IANA name such as `Europe/Berlin`; null as above. */
export function readTimeZone(config: string): string | null {
  return textOr(dig(readStorage(config, 'core.config'), 'time_zone'), null);
}

/**
 * The key that it encrypts its own backups with, in clear: never shown, logged or put into an argument list. Null where it
 * has none, or this user may not read it.
 */
export function readBackupKey(config: string): string | null {
  return textOr(dig(readStorage(config, 'backup'), 'config', 'create_backup', 'password'), null);
}
