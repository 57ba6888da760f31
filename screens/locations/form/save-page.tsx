import { type Draft, keepOwnDirectory, saveLocation, testDraft } from '../../../core/locations/manage.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { Blank } from '../../components/line.tsx';
import { Menu, useMenu } from '../../components/menu.tsx';
import { useAttempt } from '../../hooks/use-attempt.ts';
import { useLook } from '../../shell/look.ts';
import { Page } from '../../shell/page.tsx';
import { useShell } from '../../shell/shell-context.ts';
import { StageRows } from '../stage-rows.tsx';
import { locationsText as words } from '../text.ts';
import { useStages } from '../use-stages.ts';

interface SavePageProps {
  draft: Draft;
  /** Home Assistant's own directory, where that is to stay a location. */
  own: string | null;
  /** Back to the form. */
  onChange: () => void;
}

/** Tests what was entered, line by line, and saves it. What failed can be saved all the same: a NAS may be switched off. */
export function SavePage({ draft, own, onChange }: SavePageProps) {
  const { context, back, say } = useShell();
  const { layout } = useLook();
  const test = useStages(() => testDraft(draft, context));
  const attempt = useAttempt();
  const save = () =>
    attempt(async () => {
      const store = await openSettings(context.home);
      if (own !== null) await keepOwnDirectory(store, own);
      await saveLocation(store, context, draft);
      say(words.form.saved(draft.settings.name), 'good');
      back();
    });
  const change = { label: words.test.change, run: onChange };
  const menu = useMenu(
    !test.isDone
      ? [change]
      : test.failed
        ? [
            change,
            { label: words.test.again, run: test.again },
            { label: words.test.saveAnyway, run: () => void save() },
          ]
        : [{ label: words.test.save, run: () => void save() }, change],
    { name: test.isDone ? 'saving' : 'testing' },
  );
  const air = layout.hintRows > 0 ? 1 : 0;
  return (
    <Page bindings={menu.bindings} right={draft.settings.name}>
      <Blank rows={air} />
      <StageRows test={test} rows={layout.bodyRows - 3 - 3 * air} />
      <Blank rows={air} />
      <Menu menu={menu} />
    </Page>
  );
}
