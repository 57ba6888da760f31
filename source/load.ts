/**
 * Loads the program itself. The build puts it as one text into the file of the entry: an old Node never parses it, and
 * a new one keeps what it compiled. Compiling takes more than half of the time that a small command runs.
 */
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

type Program = typeof import('./program.ts');

/** The program's code as an ES module, put in by the build. */
declare const LIFEBOAT_PROGRAM: string | undefined;

export async function loadProgram(): Promise<Program> {
  if (typeof LIFEBOAT_PROGRAM !== 'string') return import('./program.ts');
  const source = LIFEBOAT_PROGRAM;
  const folder = cacheFolder();
  if (folder !== null) module.enableCompileCache(folder);
  // Beside the entry, so that faults tell a place that exists.
  const url = `${import.meta.url}?program`;
  const hooks = module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === url ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (wanted, context, next) =>
      wanted === url ? { source, format: 'module', shortCircuit: true } : next(wanted, context),
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
}

/**
 * Null where there is none that belongs to this user alone: nobody else may put code there. As the XDG base directory
 * specification has it; NODE_DISABLE_COMPILE_CACHE=1 does without.
 */
function cacheFolder(): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE === '1') return null;
  try {
    const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
    const folder = path.join(caches, 'lifeboat');
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? folder : null;
  } catch {
    // It is only about speed: without a home, or on a read-only system, the program runs as well.
    return null;
  }
}
