/** The stages of a test, as they are told. */
import { LifeboatError } from '../errors.ts';

export type StageId =
  | 'drive'
  | 'host'
  | 'reach'
  | 'port'
  | 'login'
  | 'share'
  | 'mount'
  | 'folder'
  | 'write'
  | 'read'
  | 'delete'
  | 'space'
  | 'safety';

export interface Stage {
  id: StageId;
  /** `skipped`: it cannot be tried here; what follows tells. `warning`: it works, and should be known. */
  state: 'passed' | 'failed' | 'skipped' | 'warning';
  /** What was found, a sentence. */
  message: string;
  /** Of the error; null where there is none. */
  error: LifeboatError | null;
}

/** Tells how the check went; whether it passed. What is no error of a place is thrown. */
export async function* attempt(id: StageId, check: () => Promise<string>): AsyncGenerator<Stage, boolean> {
  let message: string;
  try {
    message = await check();
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    yield { id, state: 'failed', message: error.message, error };
    return false;
  }
  yield passed(id, message);
  return true;
}

export function passed(id: StageId, message: string): Stage {
  return { id, state: 'passed', message, error: null };
}

export function warning(id: StageId, message: string): Stage {
  return { id, state: 'warning', message, error: null };
}

export function skipped(id: StageId, message: string): Stage {
  return { id, state: 'skipped', message, error: null };
}
