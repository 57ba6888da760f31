/** The words of the archive: what it holds, and how its pieces are described. No behaviour here. */

/** `database` is a part of its own for choosing, though its files travel inside the member `homeassistant`. */
export type PartId =
  | 'homeassistant'
  | 'database'
  | 'share'
  | 'ssl'
  | 'media'
  | 'addons/local'
  | (string & {});

export type Cipher = 'none' | 'securetar1' | 'securetar2' | 'securetar3';

export type Maker = 'supervisor' | 'core' | 'lifeboat' | 'unknown';

/** Random access to an archive, wherever it lies. */
export interface Source {
  readonly size: number;
  /** Bytes from `offset`; fewer than `length` only at the end of the source. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** `backup.json`, with wrong types put right and named in `Archive.problems`. */
export interface Metadata {
  slug: string;
  /** 1 (until 2022) or 2. */
  version: number;
  name: string;
  /** ISO 8601 as written by the maker; may be any text in a stranger's archive. */
  date: string;
  type: 'full' | 'partial';
  /** What the maker says; each member's own cipher counts. */
  protected: boolean;
  compressed: boolean;
  homeassistant: { version: string | null; excludeDatabase: boolean } | null;
  folders: string[];
  addons: { slug: string; name: string; version: string }[];
  supervisorVersion: string | null;
  /** Lifeboat's own keys begin with `lifeboat.`. */
  extra: Record<string, unknown>;
}

/** An inner tar of the archive. */
export interface Member {
  /** As it stands in the outer tar, e.g. `homeassistant.tar.gz`. */
  name: string;
  /** `homeassistant`, a folder, the slug of an app, `supervisor`; the name without suffix for a stranger's. */
  part: PartId;
  /** Where its bytes begin in the source, and how many there are. */
  offset: number;
  size: number;
  cipher: Cipher;
  compressed: boolean;
  /**
   * Named by the metadata. An unlisted member of the Supervisor is one that failed while it was written. True where the
   * metadata is missing or its lists are broken: then nothing is unlisted.
   */
  listed: boolean;
  /** False where the header says 0 or more than there is, and no other size fits: what a killed or cut writer leaves. */
  whole: boolean;
  /** When it was written, seconds since 1970, by the outer tar. */
  mtime?: number;
}

export interface Problem {
  path: string;
  /** SCREAMING_SNAKE, e.g. `METADATA_MISSING`. */
  code: string;
  message: string;
}

export interface Archive {
  source: Source;
  /** Null where there is none (a killed backup) or it cannot be read. */
  metadata: Metadata | null;
  /** The metadata as it stands in the file, with what Lifeboat does not know of it. */
  document?: Record<string, unknown>;
  /** In the order of the file, the metadata left out. */
  members: Member[];
  maker: Maker;
  problems: Problem[];
}

export type EntryType = 'file' | 'folder' | 'link' | 'hardlink' | 'other';

/** An entry of an inner tar. */
export interface TarEntry {
  /** As written, a leading `./` and a trailing `/` taken off; not made safe: restore does that. */
  path: string;
  type: EntryType;
  size: number;
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970, with fractions. */
  mtime: number;
  /** Target of a link, or path of the entry that a hard link repeats; null for others. */
  link: string | null;
}

/** Takes the entries of one member in order. All calls are synchronous; `skip` spares the data calls of that entry. */
export interface TarVisitor {
  entry(entry: TarEntry): 'skip' | undefined;
  data?(chunk: Buffer): void;
  /** The entry's data is complete; also called for entries without data. Not called for skipped entries. */
  entryEnd?(): void;
}

/** A key that may open something, with the label that the user knows it by. */
export interface CandidateKey {
  /** The key in Home Assistant's form or any other text; never shown, logged or stored in clear outside the key ring. */
  secret: string;
  label: string;
}

/** A file as `show --files` lists it. */
export interface ListedFile {
  /** part/relative path, e.g. `homeassistant/www/plan.svg`. */
  path: string;
  type: EntryType;
  size: number;
  mode: number;
  /** ISO 8601. */
  mtime: string;
  link: string | null;
}
