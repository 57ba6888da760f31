import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LifeboatError } from '../../../core/errors.ts';
import { keepingLocation } from '../../../core/retention/facts.ts';
import { usualPlan } from '../../../core/schedule/plans.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import type { Settings } from '../../../core/settings/types.ts';
import { testFolder } from '../../support/folder.ts';

const plan = usualPlan('nightly', new Date('2026-11-01T00:00:00Z'));

/** The settings as somebody wrote them with an editor. */
function written(t: Parameters<typeof testFolder>[0], settings: object) {
  const home = testFolder(t);
  writeFileSync(
    path.join(home, 'settings.json'),
    JSON.stringify({ version: 1, deviceId: 'me', ...settings }),
  );
  return openSettings(home);
}

for (const [key, value, told] of [
  ['plans', {}, 'plans is {}, and a list is needed there.'],
  ['plans', [5], 'plans[0] is 5, and an object is needed there.'],
  ['plans', [{ ...plan, times: ['25:00'] }], 'plans[0].times[0] is "25:00", and a time of day such as 03:00'],
  [
    'plans',
    [plan, { ...plan, name: 'b', days: ['someday'] }],
    'plans[1].days[0] is "someday", and one of mon',
  ],
  ['plans', [{ ...plan, times: '03:00' }], 'plans[0].times is "03:00", and a list'],
  ['plans', [{ ...plan, window: -5 }], 'plans[0].window is -5, and a whole number, 0 or more'],
  ['plans', [{ ...plan, isOn: 'yes' }], 'plans[0].isOn is "yes", and true or false'],
  ['plans', [{ ...plan, name: '../x' }], 'plans[0].name is "../x", and a name'],
  ['plans', [{ ...plan, since: 'soon' }], 'plans[0].since is "soon", and a date'],
  ['plans', [{ ...plan, parts: [] }], 'plans[0] makes no sense: The plan nightly would back up nothing.'],
  ['plans', [{ ...plan, times: [] }], 'plans[0] makes no sense: The plan nightly has no time'],
  ['plans', [{ ...plan, keep: { ...plan.keep, last: -1 } }], 'plans[0].keep.last is -1'],
  ['plans', [{ ...plan, keep: { last: 3 } }], 'plans[0].keep.days is missing.'],
  ['plans', [{ ...plan, keep: null }], 'plans[0].keep is null, and an object'],
  ['plans', [{ ...plan, dayz: 3 }], 'plans[0].dayz is no setting.'],
  ['plans', [{ ...plan, constructor: 3 }], 'plans[0].constructor is no setting.'],
  ['plans', [plan, plan], 'plans[1].name is "nightly", as another one is called.'],
  // As a text its letters would be the pinned ids, and what was pinned would go.
  ['pinned', 'abcdef01', 'pinned is "abcdef01", and a list'],
  ['exclude', '*.mp4', 'exclude is "*.mp4", and a list'],
  ['installation', 7, 'installation is 7, and a text'],
  ['color', 'off', 'color is "off", and true or false'],
  ['locations', [{ name: 'nas', kind: 'cloud' }], 'locations[0].kind is "cloud", and one of directory'],
  ['locations', [{ name: 'usb', kind: 'directory' }], 'locations[0].path is missing.'],
  // From the folder in which the timer starts it that would be another place than by hand.
  [
    'locations',
    [{ name: 'usb', kind: 'directory', path: 'backups' }],
    'locations[0].path makes no sense: The directory begins with a /.',
  ],
  [
    'locations',
    [{ name: 'usb', kind: 'usb', uuid: '6B55-3ED7', label: '', folder: '../../etc' }],
    'locations[0].folder makes no sense',
  ],
] as const)
  test(`settings.json: ${told}`, async (t) => {
    const settings = await written(t, { [key]: value });
    assert.throws(
      () => settings.get(key as keyof Settings),
      (error) => {
        assert.ok(error instanceof LifeboatError);
        assert.equal(error.code, 'SETTINGS_WRONG');
        assert.ok(error.message.includes(`${settings.file}, ${told}`), error.message);
        return true;
      },
    );
    // What is right can be had all the same.
    assert.equal(settings.get(key === 'color' ? 'ascii' : 'plain'), false);
  });

for (const [whole, told] of [
  ['[]', 'the whole is [], and an object is needed there.'],
  ['null', 'the whole is null, and an object'],
  ['{"version":"x"}', 'version is "x", and a whole number'],
  ['{"deviceId":5}', 'deviceId is 5, and a text'],
] as const)
  test(`settings.json that is ${whole} is not taken for empty, and not written over`, async (t) => {
    const home = testFolder(t);
    const file = path.join(home, 'settings.json');
    writeFileSync(file, whole);
    await assert.rejects(openSettings(home), (error: Error) => error.message.includes(told));
    assert.equal(readFileSync(file, 'utf8'), whole);
  });

test('a wrong rule of a location keeps nobody from it, but from removing anything there', async (t) => {
  const nas = { name: 'nas', kind: 'directory', path: '/nas' };
  const settings = await written(t, {
    locations: [nas, { ...nas, name: 'usb', retention: { last: 'two' } }],
  });
  assert.equal(settings.get('locations').length, 2);
  assert.equal(keepingLocation(settings, 'nas').retention, null);
  assert.throws(() => keepingLocation(settings, 'usb'), /locations\[1\]\.retention\.last is "two"/);
});
