import { useState } from 'react';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank } from '../components/line.tsx';
import { Menu, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import { useKept } from '../hooks/use-kept.ts';
import { type Loaded, useLoad } from '../hooks/use-load.ts';
import { Page } from '../shell/page.tsx';
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
  const { context, goHome } = useShell();
  const { installation } = context;
  if (!installation) {
    return <Notice text={words.noInstallation} choice={{ label: words.goBack, run: goHome }} />;
  }
  return <OnDevice installation={installation} />;
}

function OnDevice({ installation }: { installation: Installation }) {
  const { context, replace } = useShell();
  const device = useLoad(() => loadDevice(context, installation), [installation]);
  if (!device.value) return <Waiting loaded={device} />;
  const running = device.value.jobs.find(({ state }) => state === 'running');
  if (!running) return <WithDevice installation={installation} device={device.value} />;
  const see = () => replace({ screen: 'job', params: { id: running.record.id } });
  return <Notice text={words.running} choice={{ label: words.seeIt, run: see }} />;
}

function WithDevice({ installation, device }: { installation: Installation; device: Device }) {
  const [form, step] = useKept('form', formReducer, proposedForm(installation, device.exclude));
  const [looked, setLooked] = useState(0);
  const contents = useLoad(
    (signal) => readContents(installation, device, form.globs, { signal, onLooked: setLooked }),
    [form.globs],
  );
  if (!contents.value) return <Waiting loaded={contents} looked={looked} />;
  return (
    <FormPage installation={installation} device={device} contents={contents.value} form={form} step={step} />
  );
}

interface WaitingProps<Value> {
  loaded: Loaded<Value> & { reload: () => void };
  /** How many files were looked at: a number that grows shows life. */
  looked?: number;
}

function Waiting<Value>({ loaded, looked = 0 }: WaitingProps<Value>) {
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return <ErrorPage error={loaded.error} waysOut={[{ label: words.again, run: loaded.reload }]} />;
  }
  return <WaitPage text={`${words.loading}${looked > 0 ? ` ${words.looked(looked)}` : ''}`} />;
}

function Notice({ text, choice }: { text: string; choice: { label: string; run: () => void } }) {
  const menu = useMenu([choice]);
  return (
    <Page bindings={menu.bindings}>
      <Blank />
      <Message sign="attention" text={text} />
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}
