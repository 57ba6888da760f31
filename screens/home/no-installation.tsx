import { useState } from 'react';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { openDemo, openDirectory } from '../../core/settings/adopt.ts';
import { Blank, Line } from '../components/line.tsx';
import { Menu, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { homeText } from './text.ts';

/** Three ways on: the user knows where it is, has nothing but a backup, or wants to look around first. */
export function NoInstallation() {
  const { context, open, say, setInstallation } = useShell();
  const [isTyping, setTyping] = useState(false);
  const [failure, setFailure] = useState('');
  const field = useField();
  const { nothing } = homeText;

  const take = async (found: Promise<Installation>) => {
    setFailure('');
    try {
      const installation = await found;
      setInstallation(installation);
      say(nothing.found(installation.config), 'good');
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      setFailure(error.message);
    }
  };
  const menu = useMenu([
    { label: nothing.enter, run: () => setTyping(true) },
    { label: nothing.restore, run: () => open({ screen: 'restore', params: null }) },
    {
      label: nothing.demo,
      run: () => {
        say(nothing.making);
        void take(openDemo(context.world, context.home));
      },
    },
  ]);
  return (
    <Page bindings={menu.bindings} hint={nothing.hints[menu.list.index] ?? ''}>
      <Blank />
      <Message sign="attention" text={nothing.what} />
      <Blank />
      {isTyping ? (
        <>
          <Line content={nothing.ask} />
          <TextField
            field={field}
            label={nothing.field}
            isActive
            onSubmit={(typed) => void take(openDirectory(context.world, context.home, typed))}
            onCancel={() => {
              setTyping(false);
              setFailure('');
            }}
          />
        </>
      ) : (
        <Menu menu={menu} />
      )}
      <Blank />
      {failure !== '' && <Message sign="danger" text={failure} rows={6} />}
    </Page>
  );
}
