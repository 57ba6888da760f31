import { useEffect, useReducer, useState } from 'react';
import type { Stage } from '../../core/locations/stages.ts';

export interface StagesControl {
  /** Those that are done, in order. */
  stages: readonly Stage[];
  isDone: boolean;
  /** The first that failed. */
  failed: Stage | null;
  again: () => void;
}

/** Runs a staged test at once, each stage shown when it is done. Who leaves the page ends it, and it clears up. */
export function useStages(run: () => AsyncGenerator<Stage, void>): StagesControl {
  const [state, setState] = useState<{ stages: readonly Stage[]; isDone: boolean; fault: unknown }>(
    nothingYet,
  );
  const [round, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a test is of what there was when it began
  useEffect(() => {
    let isLeft = false;
    const test = run();
    const follow = async () => {
      for await (const stage of test) {
        if (isLeft) return;
        setState(({ stages }) => ({ ...nothingYet, stages: [...stages, stage] }));
      }
      if (!isLeft) setState((before) => ({ ...before, isDone: true }));
    };
    setState(nothingYet);
    follow().catch((fault: unknown) => isLeft || setState((before) => ({ ...before, fault })));
    return () => {
      isLeft = true;
    };
  }, [round]);
  if (state.fault) throw state.fault;
  const failed = state.stages.find(({ state: how }) => how === 'failed') ?? null;
  return { ...state, failed, again };
}

const nothingYet = { stages: [], isDone: false, fault: null };
