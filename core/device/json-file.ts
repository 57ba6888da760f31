/** Small JSON files of Home Assistant, any of which may be missing, unreadable or broken. */
import { readFileSync, statSync } from 'node:fs';
import { systemCode } from '../errors.ts';

/** The entity registry of a very large house has some 20 MB; nothing that is read here comes near. */
const largest = 32 * 1024 * 1024;

/** What is in the file; undefined where it is missing, may not be read, or is no JSON. */
export function readJsonFile(path: string): unknown {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= largest ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) !== '') return undefined;
    throw error;
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

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
