import { useRef, useState } from 'react';
import type { Contents } from '../../core/backup/contents.ts';
import type { BackupPlan } from '../../core/backup/types.ts';
import type { Installation } from '../../core/device/types.ts';
import { useShell } from '../shell/shell-context.ts';
import type { Form } from './form.ts';
import type { Device } from './load.ts';
import { makePlan, startBackup } from './start.ts';
import { backupNowText } from './text.ts';

interface Chosen {
  installation: Installation;
  device: Device;
  contents: Contents;
  form: Form;
}

export interface StartControl {
  /** Made for the review; null: nothing is asked. */
  plan: BackupPlan | null;
  /** Why it cannot be started. */
  failure: { error: unknown } | null;
  review: () => void;
  start: () => void;
  /** Back to the form. */
  drop: () => void;
}

/** From the form to the plan, and from the plan to the job. */
export function useStart({ installation, device, contents, form }: Chosen): StartControl {
  const { context, replace, say } = useShell();
  const [plan, setPlan] = useState<BackupPlan | null>(null);
  const [failure, setFailure] = useState<StartControl['failure']>(null);
  // A ref: of two keys in one packet the second sees the state of before.
  const isBusy = useRef(false);
  const attempt = async (sentence: string, work: () => Promise<void>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    say(sentence);
    try {
      await work();
    } catch (error) {
      setPlan(null);
      setFailure({ error });
    } finally {
      say('');
      isBusy.current = false;
    }
  };
  const review = () =>
    void attempt(backupNowText.planning, async () => {
      setPlan(await makePlan(context.world, installation, form, device, contents));
    });
  const start = () => {
    if (!plan) return;
    void attempt(backupNowText.starting, async () => {
      const { record } = await startBackup(context, plan, form, device);
      replace({ screen: 'job', params: { id: record.id } });
    });
  };
  const drop = () => {
    // It starts already: who leaves now would be taken to its page from elsewhere.
    if (isBusy.current) return;
    setPlan(null);
    setFailure(null);
  };
  return { plan, failure, review, start, drop };
}
