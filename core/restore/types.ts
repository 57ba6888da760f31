/** The words of a restore: what was chosen, what would be done, what was done. */
import type { Archive, CandidateKey, PartId } from '../archive/types.ts';
import type { Installation } from '../device/types.ts';
import type { Report, Run } from '../events.ts';
import type { Choice } from './select.ts';

export interface RestoreRequest extends Choice {
  archive: Archive;
  keys: readonly CandidateKey[];
  /** A directory to restore into; without it the restore goes into the installation. */
  to?: string;
  /** Needed in place; with `to` it only tells whether the owners in the archive mean anything here. */
  installation?: Installation;
  /** Reads the members to count and to find damage before anything; by default in place only. */
  measure?: boolean;
  /** In place: told of every file that will change, as it is found. */
  onChange?: (change: FileChange) => void;
  /** Told how much of the backup was read. */
  report?: Report;
  signal?: AbortSignal;
}

/** Who owns what comes back: as the archive says (numeric), one owner for all, or whoever runs this (null). */
export type Owner = 'archived' | { uid: number; gid: number } | null;

export interface Failure {
  /** part/relative path, or a part where all of it is concerned. */
  path: string;
  reason: string;
}

export interface LeftOut extends Failure {
  /** It should come and cannot: the result names it as failed. Without this it stays out on purpose. */
  isLoss?: boolean;
}

/** Something the user should read before saying yes; none of them forbids the restore. */
export interface PlanNote {
  /** SCREAMING_SNAKE, e.g. `NEWER_HOME_ASSISTANT`. */
  code: string;
  message: string;
  /** Left to the user once the restore is done; said again then. */
  isForAfter?: true;
}

/** What a restore in place does to the files of one part. Links count as files, folders do not count. */
export interface Changes {
  /** They are there and in the backup, and differ; or whether they differ cannot be known. */
  replaced: number;
  /** Only in the backup. */
  added: number;
  /** Only here: they leave with the rest of a whole part, and are kept for undo. */
  removed: number;
  /** Alike on both sides. */
  same: number;
}

/** One file that a restore changes. */
export interface FileChange {
  /** part/relative path. */
  path: string;
  change: 'replaced' | 'added' | 'removed';
  /** Bytes here and in the backup; null where there is none, or it is a link. */
  here: number | null;
  backup: number | null;
}

export interface Measure {
  files: number;
  folders: number;
  /** Uncompressed. */
  bytes: number;
}

/** A member that is read, and where its entries go. */
export interface PlannedMember {
  name: string;
  /** Its place in the archive: names may occur twice. */
  offset: number;
  part: PartId;
  /** Compressed bytes to read. */
  size: number;
  /** The label of the key that opens it; null where it is not encrypted. The key itself is looked up again. */
  keyLabel: string | null;
  /** Absolute folder that its entries end up in. */
  target: string;
  owner: Owner;
  /** What it holds of what was chosen; null where it was not read for the plan. */
  measured: Measure | null;
  /** Null where it was not read for the plan, or goes to a directory. */
  changes: Changes | null;
  /** What the review must name: it was cut, or not finished when the backup was made. */
  flaw: string | null;
}

/** What would be done. Data only: the review draws it, and the same object is carried out, if need be elsewhere. */
export interface RestorePlan {
  kind: 'to-directory' | 'in-place';
  backup: { id: string; name: string; date: string; homeassistantVersion: string | null };
  /** Whole parts, and files or folders of others. Both may be given: they add up. */
  parts: PartId[];
  paths: string[];
  /** The parts that were asked for by name; null: everything, or paths only. */
  askedParts: PartId[] | null;
  members: PlannedMember[];
  /** The directory it goes to; in place the configuration directory. */
  to: string;
  /** Null where it goes to a directory. */
  installation: InstallationRef | null;
  /** Per file system written to: what is free (null: not known), and what is needed at least. */
  space: { path: string; free: number | null; need: number }[];
  /** Parts of the backup that are not restored, with the reason. */
  leftOut: LeftOut[];
  /** What stays as it is in the installation, relative to the configuration: databases, mounts, backups. */
  kept: string[];
  notes: PlanNote[];
}

/** The installation as far as a restore into it needs it. */
export interface InstallationRef {
  config: string;
  version: string | null;
  /** The recorder's files relative to the configuration, the main one first: `home-assistant_v2.db`, `...-wal`. */
  databaseFiles: string[];
}

/** How Home Assistant is stopped and started; functions of `core/device`, bound to the installation. */
export interface HomeAssistantControl {
  isRunning(): Promise<boolean>;
  /** Null where it can be stopped, else a sentence that says why not. */
  obstacle: string | null;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What carrying out a plan needs besides the plan. */
export interface RestoreRun extends Run {
  archive: Archive;
  keys: readonly CandidateKey[];
  /** Needed for a restore in place. */
  homeAssistant?: HomeAssistantControl;
  /** Called before every rename of the swap; a throw takes all of them back. */
  beforeRename?: (from: string, to: string) => void;
}

export interface RestoreResult {
  /** Parts, or the paths as they were asked for. */
  restored: string[];
  /** Not empty: the restore is incomplete. */
  failed: Failure[];
  to: string;
  /** Files, folders and links. */
  entries: number;
  bytes: number;
  /** In place: the folder with what was there before; undo reads it. */
  kept: string | null;
}
