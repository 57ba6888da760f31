/**
 * What Home Assistant keeps about itself in `.storage`: who it is, and how it makes its own backups.
 *
 * Each file is `{version, minor_version, key, data}`. A minor version adds fields, so any is read and what is absent has
 * its default. Read only: a running Home Assistant writes these files anew from memory.
 */
import path from 'node:path';
import { dig, isTrue, type JsonFile, numberOr, readJsonFile, textOr, textsOf } from './json-file.ts';

/** Whether the file could be used; `reason` is a sentence where it is unreadable. */
export interface StorageState {
  state: JsonFile['state'];
  reason: string | null;
}

export interface CoreConfig extends StorageState {
  /** Of `.storage/core.uuid`; null where it is not known. Archives carry it: `extra.instance_id`. */
  instanceId: string | null;
  locationName: string | null;
  /** IANA name, e.g. `Europe/Berlin`. */
  timeZone: string | null;
  country: string | null;
  language: string | null;
  unitSystem: string | null;
}

/** How many, and for how many days; null: no such bound. */
export interface Retention {
  copies: number | null;
  days: number | null;
}

export interface BackupSettings extends StorageState {
  instanceId: string | null;
  /** The encryption key in clear: never shown, logged or put into an argument list. */
  password: string | null;
  isConfigured: boolean;
  includeDatabase: boolean;
  includeAllApps: boolean;
  apps: string[];
  folders: string[];
  /** Where automatic backups go, e.g. `backup.local`, `hassio.local`. */
  agentIds: string[];
  agents: { id: string; isProtected: boolean; retention: Retention | null }[];
  retention: Retention;
  schedule: { recurrence: 'never' | 'daily' | 'custom_days'; days: string[]; time: string | null };
  /** ISO 8601; the last one that reached all agents. */
  lastCompleted: string | null;
  lastAttempted: string | null;
  failures: { backupId: string; agents: string[]; apps: string[]; folders: string[] }[];
}

export function readCoreConfig(config: string): CoreConfig {
  const file = readStorage(config, 'core.config');
  const data = dataOf(file);
  return {
    ...stateOf(file),
    instanceId: readInstanceId(config),
    locationName: textOr(dig(data, 'location_name'), null),
    timeZone: textOr(dig(data, 'time_zone'), null),
    country: textOr(dig(data, 'country'), null),
    language: textOr(dig(data, 'language'), null),
    unitSystem: textOr(dig(data, 'unit_system_v2') ?? dig(data, 'unit_system'), null),
  };
}

export function readInstanceId(config: string): string | null {
  return textOr(dig(dataOf(readStorage(config, 'core.uuid')), 'uuid'), null);
}

export function readBackupSettings(config: string): BackupSettings {
  const file = readStorage(config, 'backup');
  const data = dataOf(file);
  const settings = dig(data, 'config');
  const create = dig(settings, 'create_backup');
  const recurrence = dig(settings, 'schedule', 'recurrence');
  return {
    ...stateOf(file),
    instanceId: readInstanceId(config),
    password: textOr(dig(create, 'password'), null),
    isConfigured: isTrue(dig(settings, 'automatic_backups_configured')),
    includeDatabase: isTrue(dig(create, 'include_database'), true),
    includeAllApps: isTrue(dig(create, 'include_all_addons')),
    apps: textsOf(dig(create, 'include_addons')),
    folders: textsOf(dig(create, 'include_folders')),
    agentIds: textsOf(dig(create, 'agent_ids')),
    agents: agentsOf(dig(settings, 'agents')),
    retention: retentionOf(dig(settings, 'retention')),
    schedule: {
      recurrence: recurrence === 'daily' || recurrence === 'custom_days' ? recurrence : 'never',
      days: textsOf(dig(settings, 'schedule', 'days')),
      time: textOr(dig(settings, 'schedule', 'time'), null),
    },
    lastCompleted: textOr(dig(settings, 'last_completed_automatic_backup'), null),
    lastAttempted: textOr(dig(settings, 'last_attempted_automatic_backup'), null),
    failures: failuresOf(dig(data, 'backups')),
  };
}

function readStorage(config: string, key: string): JsonFile {
  return readJsonFile(path.join(config, '.storage', key));
}

function dataOf(file: JsonFile): unknown {
  return file.state === 'read' ? dig(file.value, 'data') : undefined;
}

function stateOf(file: JsonFile): StorageState {
  if (file.state === 'unreadable') return { state: file.state, reason: file.reason };
  return { state: file.state, reason: null };
}

function agentsOf(value: unknown): BackupSettings['agents'] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([id, agent]) => {
    const retention = dig(agent, 'retention');
    return {
      id,
      isProtected: isTrue(dig(agent, 'protected')),
      retention: retention ? retentionOf(retention) : null,
    };
  });
}

function retentionOf(value: unknown): Retention {
  // 0 stands for "no bound" before minor version 4.
  return { copies: numberOr(dig(value, 'copies'), 0) || null, days: numberOr(dig(value, 'days'), 0) || null };
}

/** Backups that lack something; apps and folders are given as objects or, for folders, as names. */
function failuresOf(value: unknown): BackupSettings['failures'] {
  if (!Array.isArray(value)) return [];
  return value
    .map((backup) => ({
      backupId: textOr(dig(backup, 'backup_id'), ''),
      agents: textsOf(dig(backup, 'failed_agent_ids')),
      apps: namesOf(dig(backup, 'failed_addons')),
      folders: namesOf(dig(backup, 'failed_folders')),
    }))
    .filter(({ agents, apps, folders }) => agents.length + apps.length + folders.length > 0);
}

function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((item) => textOr(item, null) ?? textOr(dig(item, 'slug'), null) ?? '').filter(Boolean);
}
