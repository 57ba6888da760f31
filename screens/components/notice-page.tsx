import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { text as words } from '../text.ts';
import { Blank } from './line.tsx';
import { Menu, type MenuItem, useMenu } from './menu.tsx';
import { Message } from './message.tsx';
import type { Sign } from './sign.ts';

interface NoticePageProps {
  sign: Sign;
  text: string;
  /** The one way on. */
  choice: MenuItem;
}

/** A whole screen where there is nothing to do: why, and where to go. */
export function NoticePage({ sign, text, choice }: NoticePageProps) {
  const menu = useMenu([choice]);
  return (
    <Page bindings={menu.bindings}>
      <Blank />
      <Message sign={sign} text={text} />
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}

/** In place of a screen that needs an installation. */
export function NoInstallation() {
  const { goHome } = useShell();
  return (
    <NoticePage sign="attention" text={words.noInstallation} choice={{ label: words.goBack, run: goHome }} />
  );
}
