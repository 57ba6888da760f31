import { findLocation } from '../../core/locations/manage.ts';
import { testLocation } from '../../core/locations/staged-test.ts';
import type { Stage } from '../../core/locations/stages.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { Blank } from '../components/line.tsx';
import { Menu, useMenu } from '../components/menu.tsx';
import type { ScreenContext } from '../context.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { StageRows } from './stage-rows.tsx';
import { locationsText } from './text.ts';
import { useStages } from './use-stages.ts';

/** The staged test of a location that is set up. */
export const locationTest: Screen<{ name: string }> = { title: locationsText.test.title, View: LocationTest };

function LocationTest({ params: { name } }: { params: { name: string } }) {
  const { context, back } = useShell();
  const { layout } = useLook();
  const test = useStages(() => stagesOf(context, name));
  const words = locationsText.test;
  const menu = useMenu(
    test.isDone
      ? [
          { label: text.goBack, run: back },
          { label: words.again, run: test.again },
        ]
      : [{ label: text.goBack, run: back }],
  );
  const air = layout.hintRows > 0 ? 1 : 0;
  return (
    <Page bindings={menu.bindings} right={name}>
      <Blank rows={air} />
      <StageRows test={test} rows={layout.bodyRows - 2 - 3 * air} />
      <Blank rows={air} />
      <Menu menu={menu} />
    </Page>
  );
}

async function* stagesOf(context: ScreenContext, name: string): AsyncGenerator<Stage, void> {
  const settings = findLocation((await openSettings(context.home)).get('locations'), name);
  yield* testLocation(settings, context);
}
