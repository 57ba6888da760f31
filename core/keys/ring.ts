/**
 * The key ring: the encryption keys that this device knows, in `keys.json` of Lifeboat's home.
 * Old keys stay: changing the key does not encrypt old backups anew.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CandidateKey } from '../archive/types.ts';
import { homeError, LifeboatError, systemCode } from '../errors.ts';
import { type Lock, waitForLock } from '../lock.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';

/** generated: made here; homeassistant: read from Home Assistant's settings; given: typed or read from a file. */
export type KeySource = 'generated' | 'homeassistant' | 'given';

export interface RingKey extends CandidateKey {
  id: string;
  /** ISO. */
  created: string;
  source: KeySource;
  /** When it was shown or saved outside the device; null: it may exist nowhere else. */
  shown: string | null;
}

interface RingFile {
  version: number;
  current: string | null;
  keys: RingKey[];
}

const ringVersion = 1;

export interface KeyRing {
  readonly file: string;
  readonly keys: readonly RingKey[];
  /** The key that new backups take; null while there is none. */
  readonly current: RingKey | null;
  /** All keys, the current one first: what is tried on a backup. */
  candidates(): CandidateKey[];
  /** Adds a key and makes it the current one, unless told otherwise; a secret that is there already is not added twice. */
  add(key: NewKey): Promise<RingKey>;
  /** Notes that the user has seen or saved this key. */
  markShown(id: string, now: Date): Promise<void>;
}

export interface NewKey {
  secret: string;
  source: KeySource;
  created: Date;
  label?: string;
  current?: boolean;
}

/** Opens the key ring of this home; one that does not exist yet is empty. */
export async function openKeyRing(home: string): Promise<KeyRing> {
  return new FileKeyRing(path.join(home, 'keys.json'));
}

class FileKeyRing implements KeyRing {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
    this.#read();
  }

  get keys(): readonly RingKey[] {
    return this.#read().keys;
  }

  get current(): RingKey | null {
    const { keys, current } = this.#read();
    return keys.find((key) => key.id === current) ?? null;
  }

  candidates(): CandidateKey[] {
    const { keys, current } = this.#read();
    const newestFirst = keys.toReversed();
    return [
      ...newestFirst.filter((key) => key.id === current),
      ...newestFirst.filter((key) => key.id !== current),
    ].map(({ secret, label }) => ({ secret, label }));
  }

  add({ secret, source, created, label, current = true }: NewKey): Promise<RingKey> {
    return this.#change(created, (ring) => {
      const known = ring.keys.find((key) => key.secret === secret);
      const key = known ?? {
        id: randomUUID(),
        label: label ?? freeLabel(ring.keys, source),
        secret,
        created: created.toISOString(),
        source,
        // Who gave it, or made it in Home Assistant, has it from elsewhere.
        shown: source === 'generated' ? null : created.toISOString(),
      };
      if (!known) ring.keys.push(key);
      if (current) ring.current = key.id;
      return key;
    });
  }

  async markShown(id: string, now: Date): Promise<void> {
    await this.#change(now, (ring) => {
      for (const key of ring.keys) if (key.id === id) key.shown ??= now.toISOString();
    });
  }

  /** Read afresh each time: a job and a command may both have it open. */
  #read(): RingFile {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return { version: ringVersion, current: null, keys: [] };
      throw unreadable(this.file, error);
    }
    const ring = parse(text);
    if (ring === null) throw unreadable(this.file);
    return ring;
  }

  /** Under a lock: of two who add a key at the same time neither may lose the other's. */
  async #change<Result>(now: Date, change: (ring: RingFile) => Result): Promise<Result> {
    const home = path.dirname(this.file);
    const folder = path.join(home, 'keys.lock');
    let lock: Lock | null = null;
    try {
      makePrivateFolder(home);
      lock = await waitForLock({ of: home, folder, top: folder }, 'change of the key ring', now);
      const ring = this.#read();
      if (ring.version > ringVersion) throw newer(this.file);
      const result = change(ring);
      writePrivateFile(this.file, `${JSON.stringify(ring, null, 2)}\n`);
      return result;
    } catch (error) {
      throw homeError(error, home);
    } finally {
      lock?.release();
    }
  }
}

/** Whether something could not be written into the ring, because nothing can be kept in its folder. */
export function isNotKept(error: unknown): error is LifeboatError {
  return error instanceof LifeboatError && error.code === 'HOME_UNWRITABLE';
}

/**
 * Notes that this key has been shown or saved. Where that cannot be kept, it goes on counting as not saved, and is told as
 * such: the key itself is out, which is worth more.
 */
export async function noteShown(ring: KeyRing, { id }: RingKey, now: Date): Promise<void> {
  try {
    await ring.markShown(id, now);
  } catch (error) {
    if (!isNotKept(error)) throw error;
  }
}

function freeLabel(keys: readonly RingKey[], source: KeySource): string {
  const base = { generated: 'Lifeboat key', homeassistant: 'Home Assistant key', given: 'Added key' }[source];
  const taken = new Set(keys.map(({ label }) => label));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base} ${number}`)) number += 1;
  return `${base} ${number}`;
}

/** A ring of a newer version is read as far as it is understood. */
function parse(text: string): RingFile | null {
  let ring: Partial<RingFile> | null;
  try {
    ring = JSON.parse(text);
  } catch {
    return null;
  }
  if (
    ring === null ||
    typeof ring !== 'object' ||
    typeof ring.version !== 'number' ||
    !Array.isArray(ring.keys)
  )
    return null;
  const keys = ring.keys.filter((key) => typeof key?.secret === 'string' && typeof key.label === 'string');
  return { version: ring.version, current: ring.current ?? null, keys };
}

function unreadable(file: string, cause?: unknown): LifeboatError {
  const reason = systemCode(cause) === 'EACCES' ? 'belongs to another user' : 'cannot be read';
  return new LifeboatError('failed', 'KEY_RING_UNREADABLE', `The key ring ${file} ${reason}.`, {
    safe: 'It was not changed, and no backup was.',
    remedies: ['Give the key with --key-file FILE.', 'Run Lifeboat as the user who owns that file.'],
    cause,
  });
}

function newer(file: string): LifeboatError {
  return new LifeboatError(
    'failed',
    'KEY_RING_NEWER',
    `A newer Lifeboat wrote the key ring ${file}; this one only reads it.`,
    {
      safe: 'The key ring was not changed.',
      remedies: ['Update Lifeboat on this device.', 'Use another home with --home DIR.'],
    },
  );
}
