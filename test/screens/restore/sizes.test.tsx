/** No step is wider or higher than its window, whatever that is, and the question is always to be seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { widthOf } from '../../../screens/draw/text.ts';
import type { Review } from '../../../screens/restore/load.ts';
import { ReviewPage } from '../../../screens/restore/review-page.tsx';
import { madeRestorePlan } from '../../support/made-restore.ts';
import { type App, renderScreen } from '../../support/screen.tsx';

const review: Review = {
  host: 'a-device-with-a-rather-long-name',
  plan: madeRestorePlan,
  changes: Array.from({ length: 23 }, (_, at) => ({
    path: `homeassistant/${'a long folder/'.repeat(at % 5)}Zählerstände ${at}.csv`,
    change: 'replaced',
    here: 10 ** (at % 12),
    backup: 10 ** (at % 7),
  })),
  interruption: { state: 'restarts' },
};

async function fits(app: App, isSeen: string): Promise<void> {
  for (let columns = 40; columns <= 200; columns += columns < 100 ? 7 : 50)
    for (const rows of [12, 17, 24]) {
      await app.resize({ columns, rows });
      await app.shows(isSeen);
      const drawn = app.frame().split('\n');
      assert.equal(drawn.length, rows);
      for (const row of drawn) assert.ok(widthOf(row) < columns, `at ${columns} x ${rows}: ${row}`);
    }
}

for (const [name, keys, isSeen] of [
  ['the review', [], '> Go back'],
  ['the list of files', ['l'], '> ~'],
  ['the typed name', ['down', 'enter'], 'Type  a-device'],
] as const)
  test(`${name} fits any window`, async (t) => {
    const app = renderScreen(
      <ReviewPage
        review={review}
        entry={{} as never}
        opened={{} as never}
        origin={{ short: 'today 03:00', long: 'today 03:00, "Every day", 412 MB, Home Assistant 2026.11.2' }}
        step={() => {}}
        reload={() => {}}
      />,
    );
    t.after(app.unmount);
    await app.press(...keys);
    await fits(app, isSeen);
  });

test('every line of a review can be reached in the lowest window', async (t) => {
  const app = renderScreen(
    <ReviewPage
      review={review}
      entry={{} as never}
      opened={{} as never}
      origin={{ short: 'today 03:00', long: 'today 03:00' }}
      step={() => {}}
      reload={() => {}}
    />,
    { columns: 40, rows: 12 },
  );
  t.after(app.unmount);
  for (let page = 0; page < 20 && !app.frame().includes('Opened with'); page += 1)
    await app.press('pagedown');
  await app.shows('Opened with');
});
