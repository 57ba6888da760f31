import { useState } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { formatDate } from '../../core/format.ts';
import type { RingKey } from '../../core/keys/ring.ts';
import { saveEmergencyKit } from '../../core/keys/save-kit.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { KeyValues } from '../components/key-values.tsx';
import { Blank, Line } from '../components/line.tsx';
import { Menu, type MenuItem, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import { useLoad } from '../hooks/use-load.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { isSameKey, type Kit, loadKit } from './load.ts';
import { task } from './task.ts';
import { kitText as words } from './text.ts';

/** The key of the backups, to be taken off the device. */
export const emergencyKit: Screen<null> = { title: words.title, View: EmergencyKit, task };

type Step = 'menu' | 'shown' | 'save' | 'check';

interface StepProps {
  kit: Kit;
  keyHeld: RingKey;
  go: (step: Step) => void;
  reload: () => void;
}

function EmergencyKit() {
  const { context, back } = useShell();
  const loaded = useLoad(() => loadKit(context), []);
  const [step, go] = useState<Step>('menu');
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return <ErrorPage error={loaded.error} waysOut={[{ label: words.again, run: loaded.reload }]} />;
  }
  const kit = loaded.value;
  if (!kit) return <WaitPage text={words.loading} />;
  if (!kit.key) return <NoKey onBack={back} />;
  const props: StepProps = { kit, keyHeld: kit.key, go, reload: loaded.reload };
  if (step === 'shown') return <Shown {...props} />;
  if (step === 'save') return <Save {...props} />;
  return step === 'check' ? <Check {...props} /> : <Choices {...props} />;
}

function NoKey({ onBack }: { onBack: () => void }) {
  const menu = useMenu([{ label: words.goBack, run: onBack }]);
  return (
    <Page bindings={menu.bindings}>
      <Blank />
      <Message sign="none" text={words.noKey} />
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}

function Choices({ kit, keyHeld, go }: StepProps) {
  const { back } = useShell();
  const choices: MenuItem[] = [
    { label: words.show, run: () => go('shown') },
    { label: words.save, run: () => go('save') },
    { label: words.check, run: () => go('check') },
    { label: words.goBack, run: back },
  ];
  const { layout } = useLook();
  const menu = useMenu(choices);
  const { shown } = keyHeld;
  // Sentences and facts above the choices take up to ten rows.
  const isRoomy = layout.bodyRows >= choices.length + 10;
  return (
    <Page bindings={menu.bindings} hint={words.hint}>
      {isRoomy && (
        <>
          <Blank />
          <Message sign="none" text={words.why} />
        </>
      )}
      <Message
        sign={shown === null ? 'attention' : 'ok'}
        text={shown === null ? words.notSaved : words.saved(formatDate(shown))}
      />
      {isRoomy && (
        <>
          <Blank />
          <KeyValues rows={facts(kit, keyHeld)} labelWidth={10} />
        </>
      )}
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}

function facts({ instance }: Kit, { label, created }: RingKey): [string, string][] {
  return [
    [`     ${words.key}`, `${label} ${words.hidden}`],
    [`     ${words.made}`, formatDate(created)],
    ...(instance === null ? [] : [[`     ${words.instance}`, instance] as [string, string]]),
  ];
}

/** The key in full, and as a picture where the window and its characters allow. */
function Shown({ kit, keyHeld, go }: StepProps) {
  const { glyphs, layout } = useLook();
  const menu = useMenu([{ label: words.hide, run: () => go('menu') }]);
  const { qr } = kit;
  const hasPicture =
    !glyphs.isAsciiOnly && layout.tier !== 'compact' && qr.length + 2 <= layout.bodyRows + layout.hintRows;
  const beside = [keyHeld.secret, '', ...(hasPicture ? words.shown : words.shownWithoutPicture)];
  const rows = hasPicture
    ? qr.map((row, index) => [row, `   ${beside[index - 1] ?? ''}`])
    : beside.map((row) => [row]);
  return (
    <Page bindings={[{ keys: ['escape'], label: words.hide, run: () => go('menu') }, ...menu.bindings]}>
      {hasPicture || <Blank />}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one picture
        <Line key={index} content={row} />
      ))}
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}

function Save({ kit, keyHeld, go, reload }: StepProps) {
  const { context, say } = useShell();
  const field = useField();
  const save = (file: string) =>
    saveEmergencyKit(context.world, kit.ring, keyHeld, context.installation, file.trim()).then(
      (target) => {
        say(words.savedTo(target), 'good');
        reload();
        go('menu');
      },
      (error: unknown) => {
        if (!(error instanceof LifeboatError)) throw error;
        say([error.message, ...error.remedies].join(' '), 'attention');
      },
    );
  return (
    <Page bindings={[]} hint={words.fileHint}>
      <Blank />
      <TextField
        field={field}
        label={words.file}
        isActive
        onSubmit={(value) => (value.trim() === '' ? undefined : void save(value))}
        onCancel={() => go('menu')}
      />
    </Page>
  );
}

function Check({ kit, keyHeld, go, reload }: StepProps) {
  const { context, say } = useShell();
  const field = useField();
  const check = async (typed: string) => {
    if (!isSameKey(typed, keyHeld.secret)) return say(words.wrong, 'attention');
    await kit.ring.markShown(keyHeld.id, context.world.now());
    say(words.right, 'good');
    reload();
    go('menu');
  };
  return (
    <Page bindings={[]} hint={words.typedHint}>
      <Blank />
      <TextField
        field={field}
        label={words.typed}
        isActive
        onSubmit={(value) => void check(value)}
        onCancel={() => go('menu')}
      />
    </Page>
  );
}
