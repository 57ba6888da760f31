/** Small JSON files of Home Assistant, any of which may be missing, unreadable or broken. */
import { readFileSync, statSync } from 'node:fs';
import { systemCode } from '../errors.ts';

export type JsonFile =
  | { state: 'read'; value: unknown }
  | { state: 'missing' }
  /** `reason` is a sentence without the file's content: it may hold secrets. */
  | { state: 'unreadable'; reason: string };

/** The entity registry of a very large house has some 20 MB; nothing that is read here comes near. */
const largest = 32 * 1024 * 1024;

export function readJsonFile(path: string): JsonFile {
  let text: string;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { state: 'unreadable', reason: `${path} is not a file.` };
    if (stat.size > largest) return { state: 'unreadable', reason: `${path} is too large.` };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === '') throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing' };
    const denied = code === 'EACCES' || code === 'EPERM';
    return {
      state: 'unreadable',
      reason: `${path} cannot be read${denied ? ' by this user' : ''} (${code}).`,
    };
  }
  try {
    return { state: 'read', value: JSON.parse(text) };
  } catch {
    return { state: 'unreadable', reason: `${path} is not valid JSON.` };
  }
}

/** A value below an object, by the names on the way; undefined where a step is missing or of another type. */
export function dig(value: unknown, ...names: string[]): unknown {
  let here = value;
  for (const name of names) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

export function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

export function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

export function isTrue(value: unknown, otherwise = false): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
