import { LifeboatError } from '../../core/errors.ts';
import { useShell } from '../shell/shell-context.ts';

/** Does something that may fail in a way that the user can act on: then the message line says so. Others are faults. */
export function useAttempt(): (work: () => Promise<void>) => Promise<void> {
  const { say } = useShell();
  return async (work) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      say([error.message, error.safe].join(' ').trim(), 'danger');
    }
  };
}
