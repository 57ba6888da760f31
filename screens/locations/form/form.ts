/** What is entered about a location, and what becomes of it. No effects here. */
import { plainFolder } from '../../../core/locations/address.ts';
import type { Draft } from '../../../core/locations/manage.ts';
import type { LocationKind, LocationSettings } from '../../../core/locations/settings.ts';
import type { Keep } from '../../../core/retention/types.ts';

/** Those that a line of text is typed into. */
export type TextName =
  | 'name'
  | 'path'
  | 'host'
  | 'port'
  | 'share'
  | 'export'
  | 'folder'
  | 'user'
  | 'password';
export type RowName = TextName | 'drive' | 'encrypt' | 'keep' | 'keepOwn' | 'save';

export interface ChosenDrive {
  uuid: string;
  label: string;
  /** It is plugged in, and takes no large files. */
  isFat: boolean;
}

export interface LocationForm {
  kind: LocationKind;
  /** What it changes; null: it is a new one. */
  old: LocationSettings | null;
  values: Readonly<Record<TextName, string>>;
  drive: ChosenDrive | null;
  encrypt: boolean | null;
  /** How long backups stay here; null: as the plans of the schedule say. */
  retention: Keep | null;
  /** Home Assistant's own directory stays a location; null: that is no question here. */
  keepsOwn: boolean | null;
}

export type FormStep =
  | { do: 'type'; into: TextName; text: string }
  | { do: 'drive'; drive: ChosenDrive }
  | { do: 'encrypt' }
  | { do: 'keep'; retention: Keep | null }
  | { do: 'keepOwn' };

/** `mayKeepOwn`: it is the first location, beside Home Assistant's own directory. */
export function emptyForm(kind: LocationKind, mayKeepOwn: boolean): LocationForm {
  const names: Record<LocationKind, string> = { directory: 'folder', usb: 'usb', smb: 'nas', nfs: 'nas' };
  return {
    kind,
    old: null,
    values: { ...noValues, name: names[kind], folder: kind === 'directory' ? '' : 'backups' },
    drive: null,
    encrypt: null,
    retention: null,
    keepsOwn: mayKeepOwn ? true : null,
  };
}

export function formOf(settings: LocationSettings): LocationForm {
  const { name, kind, encrypt = null, retention = null } = settings;
  const base = { kind, old: settings, drive: null, encrypt, retention, keepsOwn: null };
  const common = { ...noValues, name };
  switch (settings.kind) {
    case 'directory':
      return { ...base, values: { ...common, path: settings.path } };
    case 'usb': {
      const { uuid, label, folder } = settings;
      return { ...base, drive: { uuid, label, isFat: false }, values: { ...common, folder } };
    }
    case 'smb': {
      const { host, port, share, folder, user } = settings;
      return { ...base, values: { ...common, host, port: portText(port), share, folder, user: user ?? '' } };
    }
    case 'nfs': {
      const { host, port, folder } = settings;
      return { ...base, values: { ...common, host, port: portText(port), export: settings.export, folder } };
    }
  }
}

const noValues: LocationForm['values'] = {
  name: '',
  path: '',
  host: '',
  port: '',
  share: '',
  export: '',
  folder: '',
  user: '',
  password: '',
};

function portText(port: number | null): string {
  return port === null ? '' : String(port);
}

export function formReducer(form: LocationForm, step: FormStep): LocationForm {
  switch (step.do) {
    case 'type':
      return { ...form, values: { ...form.values, [step.into]: step.text } };
    case 'drive':
      return { ...form, drive: step.drive };
    case 'encrypt':
      return { ...form, encrypt: form.encrypt === null ? true : form.encrypt ? false : null };
    case 'keep':
      return { ...form, retention: step.retention };
    case 'keepOwn':
      return { ...form, keepsOwn: form.keepsOwn === null ? null : !form.keepsOwn };
  }
}

const rowsByKind: Readonly<Record<LocationKind, readonly RowName[]>> = {
  directory: ['path'],
  usb: ['drive', 'folder'],
  smb: ['host', 'share', 'folder', 'user', 'password', 'port'],
  nfs: ['host', 'export', 'folder', 'port'],
};

export function formRows({ kind, keepsOwn, values }: LocationForm): RowName[] {
  const rows = rowsByKind[kind].filter((row) => row !== 'password' || values.user.trim() !== '');
  return ['name', ...rows, 'encrypt', 'keep', ...(keepsOwn === null ? [] : (['keepOwn'] as const)), 'save'];
}

const notText: ReadonlySet<RowName> = new Set(['drive', 'encrypt', 'keep', 'keepOwn', 'save']);

export function isTextRow(row: RowName | undefined): row is TextName {
  return row !== undefined && !notText.has(row);
}

/** What would be tested and saved; `checkLocation` says whether it can be. */
export function draftOf(form: LocationForm): Draft {
  const { values, old } = form;
  const common = {
    name: values.name.trim(),
    ...(form.retention === null ? {} : { retention: form.retention }),
    ...(form.encrypt === null ? {} : { encrypt: form.encrypt }),
  };
  return {
    settings: { ...placeOf(form), ...common },
    password: values.password === '' ? null : values.password,
    replaces: old?.name ?? null,
  };
}

function placeOf({ kind, values, drive, old }: LocationForm): LocationSettings {
  const name = '';
  const folder = plainFolder(values.folder.trim());
  const host = values.host.trim();
  const port = values.port.trim() === '' ? null : Number(values.port);
  switch (kind) {
    case 'directory': {
      const path = values.path.trim();
      const mount = old?.kind === kind && old.path === path ? old.mount : undefined;
      return { kind, name, path, ...(mount === undefined ? {} : { mount }) };
    }
    case 'usb':
      return { kind, name, uuid: drive?.uuid ?? '', label: drive?.label ?? '', folder };
    case 'smb':
      return { kind, name, host, port, share: values.share.trim(), folder, user: values.user.trim() || null };
    case 'nfs':
      return { kind, name, host, port, export: values.export.trim(), folder };
  }
}
