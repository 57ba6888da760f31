import { useState } from 'react';
import type { Installation } from '../../core/device/types.ts';
import { LoadPage } from '../components/load-page.tsx';
import { NoInstallation, NoticePage } from '../components/notice-page.tsx';
import { useKept } from '../hooks/use-kept.ts';
import { useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { formReducer, proposedForm } from './form.ts';
import { FormPage } from './form-page.tsx';
import { type Device, loadDevice } from './load.ts';
import { readContents } from './start.ts';
import { task } from './task.ts';
import { backupNowText as words } from './text.ts';

/** Makes a backup, of everything unless the user wants it otherwise. */
export const backupNow: Screen<null> = { title: words.title, View: BackupNow, task };

function BackupNow() {
  const { installation } = useShell().context;
  return installation ? <OnDevice installation={installation} /> : <NoInstallation />;
}

function OnDevice({ installation }: { installation: Installation }) {
  const { context, replace } = useShell();
  const device = useLoad(() => loadDevice(context, installation), [installation]);
  if (!device.value) return <LoadPage loaded={device} waiting={words.loading} />;
  const running = device.value.jobs.find(({ state }) => state === 'running');
  if (!running) return <WithDevice installation={installation} device={device.value} />;
  const see = () => replace({ screen: 'job', params: { id: running.record.id } });
  return <NoticePage sign="attention" text={words.running} choice={{ label: words.seeIt, run: see }} />;
}

function WithDevice({ installation, device }: { installation: Installation; device: Device }) {
  const [form, step] = useKept('form', formReducer, proposedForm(installation, device.exclude));
  const [looked, setLooked] = useState(0);
  const contents = useLoad(
    (signal) => readContents(installation, device, form.globs, { signal, onLooked: setLooked }),
    [form.globs],
  );
  // A number that grows shows life.
  const waiting = looked > 0 ? `${words.loading} ${words.looked(looked)}` : words.loading;
  if (!contents.value) return <LoadPage loaded={contents} waiting={waiting} />;
  return (
    <FormPage installation={installation} device={device} contents={contents.value} form={form} step={step} />
  );
}
