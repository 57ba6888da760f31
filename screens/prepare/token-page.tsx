import { saveToken } from '../../core/prepare/purge.ts';
import { Blank } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { prepareText as words } from './text.ts';

/** Takes the token that Home Assistant wants to see, and keeps it. */
export function TokenPage({ onDone }: { onDone: () => void }) {
  const { context, say, trail } = useShell();
  const { glyphs } = useLook();
  const field = useField();
  const save = (token: string) => {
    if (token.trim() === '') return say(words.token.empty, 'attention');
    try {
      saveToken(context.home, token);
      say(words.token.saved, 'good');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'danger');
    }
    onDone();
  };
  return (
    <Page
      bindings={[]}
      title={{ text: [...trail, words.token.title].join(` ${glyphs.crumb} `), role: 'accent' }}
    >
      <Blank />
      <Message sign="attention" text={words.token.what} />
      <Message sign="none" text={words.token.how} />
      <Blank />
      <TextField
        field={field}
        label={words.token.field}
        isActive
        isSecret
        onSubmit={save}
        onCancel={onDone}
      />
    </Page>
  );
}
