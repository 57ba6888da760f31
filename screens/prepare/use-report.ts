import { useEffect, useMemo, useReducer, useState } from 'react';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { Installation } from '../../core/device/types.ts';
import { prepare } from '../../core/prepare/prepare.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import type { CheckId } from '../../core/prepare/types.ts';
import { useShell } from '../shell/shell-context.ts';
import { type PrepareState, type PrepareStep, prepareReducer, prepareStart } from './model.ts';

export interface ReportControl {
  state: PrepareState;
  step: (step: PrepareStep) => void;
  /** In which times are told. */
  zone: string;
  /** Why nothing can be looked at; the checks themselves never fail. */
  failure: unknown;
  /** Looks again, at all or at these alone. */
  again: (only?: readonly CheckId[]) => void;
}

/** The checks as they are done. Whoever leaves the screen ends what is still being looked at. */
export function useReport(installation: Installation): ReportControl {
  const { context } = useShell();
  const { world, home, jobs } = context;
  const zone = useMemo(() => timeZoneOf(installation), [installation]);
  const [state, step] = useReducer(prepareReducer, prepareStart);
  const [failure, setFailure] = useState<unknown>(null);
  const [wish, setWish] = useState<{ only?: readonly CheckId[] }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest does not change while the screen is shown
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const look = async () => {
      const subject = await openSubject(world, home, installation, jobs);
      if (signal.aborted) return;
      step({ do: 'exclude', entries: subject.exclude });
      const onCheck = (check: PrepareState['checks'][number]) => {
        if (!signal.aborted) step({ do: 'found', check });
      };
      await prepare(subject, { signal, onCheck, ...wish });
    };
    step({ do: 'look' });
    setFailure(null);
    look().then(
      () => signal.aborted || step({ do: 'end' }),
      (error: unknown) => signal.aborted || setFailure(error),
    );
    return () => controller.abort();
  }, [installation, wish]);
  // What is still being looked at ends with a new look: then at all of it.
  const again = (only?: readonly CheckId[]) => setWish(only && state.isDone ? { only } : {});
  return { state, step, zone, failure, again };
}
