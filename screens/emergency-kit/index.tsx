import { useState } from 'react';
import { dayAndTime } from '../../core/calendar.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { RingKey } from '../../core/keys/ring.ts';
import { saveEmergencyKit } from '../../core/keys/save-kit.ts';
import { typedPath } from '../../core/typed-path.ts';
import { AskField } from '../components/ask-field.tsx';
import { KeyValues } from '../components/key-values.tsx';
import { Blank, Line } from '../components/line.tsx';
import { LoadPage } from '../components/load-page.tsx';
import { Menu, type MenuItem, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { NoticePage } from '../components/notice-page.tsx';
import { useAttempt } from '../hooks/use-attempt.ts';
import { useLoad } from '../hooks/use-load.ts';
import { type Binding, backKeys } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { isSameKey, type Kit, loadKit } from './load.ts';
import { qrRows } from './qr.ts';
import { task } from './task.ts';
import { kitText as words } from './text.ts';

/** The key of the backups, to be taken off the device. */
export const emergencyKit: Screen<null> = { title: words.title, View: EmergencyKit, task };

type Step = 'menu' | 'save' | 'check' | { picture: readonly string[] };

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
  const kit = loaded.value;
  if (loaded.state === 'failed' || !kit) return <LoadPage loaded={loaded} waiting={words.loading} />;
  if (!kit.key)
    return <NoticePage sign="none" text={words.noKey} choice={{ label: text.goBack, run: back }} />;
  const props: StepProps = { kit, keyHeld: kit.key, go, reload: loaded.reload };
  if (typeof step === 'object') return <Shown {...props} {...step} />;
  return <Choices {...props} step={step} />;
}

function Choices({ step, ...props }: StepProps & { step: Step }) {
  const { kit, keyHeld, go } = props;
  const { back, context } = useShell();
  const show = async () => go({ picture: await qrRows(keyHeld.secret) });
  const choices: MenuItem[] = [
    { label: words.show, run: () => void show() },
    { label: words.save, run: () => go('save') },
    { label: words.check, run: () => go('check') },
    { label: text.goBack, run: back },
  ];
  const { layout } = useLook();
  const menu = useMenu(choices);
  const { shown } = keyHeld;
  const zone = timeZoneOf(context.installation);
  const told = (moment: string) => dayAndTime(new Date(moment), context.world.now(), zone);
  // Sentences and facts above the choices take up to ten rows.
  const isRoomy = layout.bodyRows >= choices.length + 10;
  return (
    <Page
      bindings={menu.bindings}
      hint={words.hint}
      dialog={step === 'save' ? <Save {...props} /> : step === 'check' ? <Check {...props} /> : undefined}
    >
      {isRoomy && (
        <>
          <Blank />
          <Message sign="none" text={words.why} />
        </>
      )}
      <Message
        sign={shown === null ? 'attention' : 'ok'}
        text={shown === null ? words.notSaved : words.saved(told(shown))}
      />
      {isRoomy && (
        <>
          <Blank />
          <KeyValues rows={facts(kit, keyHeld, told)} labelWidth={10} />
        </>
      )}
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}

function facts(
  { instance }: Kit,
  { label, created }: RingKey,
  told: (moment: string) => string,
): [string, string][] {
  return [
    [`     ${words.key}`, `${label} ${words.hidden}`],
    [`     ${words.made}`, told(created)],
    ...(instance === null ? [] : [[`     ${words.instance}`, instance] as [string, string]]),
  ];
}

/** The key in full, and as a picture where the window and its characters allow. */
function Shown({ keyHeld, picture, go }: StepProps & { picture: readonly string[] }) {
  const { glyphs, layout } = useLook();
  const hide: Binding = {
    keys: ['enter', ...backKeys],
    label: words.hide,
    run: () => go('menu'),
  };
  const hasPicture =
    !glyphs.isAsciiOnly &&
    layout.tier !== 'compact' &&
    picture.length + 2 <= layout.bodyRows + layout.hintRows;
  const beside = [keyHeld.secret, '', ...(hasPicture ? words.shown : words.shownWithoutPicture)];
  const rows = hasPicture
    ? picture.map((row, index) => [row, `   ${beside[index - 1] ?? ''}`])
    : beside.map((row) => [row]);
  return (
    <Page bindings={[hide]}>
      {hasPicture || <Blank />}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one picture
        <Line key={index} content={row} />
      ))}
    </Page>
  );
}

function Save({ kit, keyHeld, go, reload }: StepProps) {
  const { context, say } = useShell();
  const attempt = useAttempt();
  const save = (file: string) =>
    attempt(async () => {
      await saveEmergencyKit(
        context.world,
        kit.ring,
        keyHeld,
        context.installation,
        typedPath(context.world, file),
      );
      say(words.savedTo, 'good');
      reload();
      go('menu');
    });
  return (
    <AskField
      title={words.save}
      lines={[words.fileHint]}
      label={words.file}
      onSubmit={(file) => void save(file)}
      onCancel={() => go('menu')}
    />
  );
}

function Check({ kit, keyHeld, go, reload }: StepProps) {
  const { context, say } = useShell();
  const attempt = useAttempt();
  const check = (typed: string) =>
    attempt(async () => {
      if (!isSameKey(typed, keyHeld.secret)) return say(words.wrong, 'attention');
      await kit.ring.markShown(keyHeld.id, context.world.now());
      say(words.right, 'good');
      reload();
      go('menu');
    });
  return (
    <AskField
      title={words.check}
      lines={[words.typedHint]}
      label={words.typed}
      onSubmit={(typed) => void check(typed)}
      onCancel={() => go('menu')}
    />
  );
}
