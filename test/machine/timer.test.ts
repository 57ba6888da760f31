import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMachine } from '../support/machine.ts';
import { needed, skipWithout } from '../support/needs.ts';

const backups = '/root/.config/lifeboat/demo/homeassistant/backups';
/** Leaves with 0 where there are so many backups and no run is under way. */
const isDone = (count: number) =>
  `[ "$(ls ${backups}/*.tar | wc -l)" = ${count} ] && [ "$(systemctl is-active lifeboat.service)" = inactive ]`;

test('systemd carries the schedule out', {
  skip: skipWithout('LIFEBOAT_TEST_MACHINE', 'machine'),
}, async (t) => {
  // In Berlin, where the demo lives, it is one hour later.
  const machine = await startMachine(t, needed('LIFEBOAT_TEST_MACHINE'), '2026-11-21T10:00:00');
  const well = async (lines: string) => {
    const { exitCode, output } = await machine.run(`set -e\n${lines}`);
    assert.equal(exitCode, 0, output);
    return output;
  };
  await well('lifeboat demo');

  await t.test('at its time, which is on the clock of Home Assistant', async () => {
    await well(`lifeboat schedule add --at "$(TZ=Europe/Berlin date -d '3 minutes' +%H:%M)"
      lifeboat schedule install`);
    await machine.until('the timer fires', 600, isDone(1));
    const journal = await well('journalctl -u lifeboat.service --no-pager');
    assert.match(journal, /lifeboat\[\d+\]: nightly: done: [0-9a-f]{8}, .*, read back/);
  });

  await t.test('as often as it is woken up: systemd sets no limit', async () => {
    await well('for number in 1 2 3 4 5 6; do systemctl start lifeboat.service; done');
    await well(isDone(1));
  });

  await t.test('a timer that was stopped or changed by hand is seen, and mended', async () => {
    for (const harm of [
      'systemctl stop lifeboat.timer',
      'systemctl -q disable --now lifeboat.timer',
      'sed -i s/OnCalendar=.*/OnCalendar=monthly/ /etc/systemd/system/lifeboat.timer',
      'rm /etc/systemd/system/lifeboat.service',
    ]) {
      assert.match(await well(`${harm}; lifeboat schedule`), /^Timer: DIFFERS/m, harm);
      assert.match(await well('lifeboat schedule install; systemctl is-active lifeboat.timer'), /^active$/m);
      assert.match(await well('lifeboat schedule'), /^Timer: installed/m, harm);
    }
  });

  await t.test('a run that was missed without power is made up once', async () => {
    await machine.cutPower('2026-11-23 12:00');
    await machine.until('the run is made up', 600, isDone(2));
    await well('systemctl start lifeboat.service');
    await well(isDone(2));
  });

  await t.test('nothing runs before the clock is set; then it does', async () => {
    await machine.cutPower('2000-01-01 00:00');
    const { output } = await machine.run(
      'systemctl start lifeboat.service; journalctl -b -u lifeboat.service',
    );
    assert.match(output, /The clock of this device is not set: it shows 20/);
    await well(`date --set '2026-11-25 12:00'; systemctl restart lifeboat.service`);
    await well(isDone(3));
  });

  await t.test('removed, it leaves nothing behind', async () => {
    await well('lifeboat schedule uninstall');
    assert.equal(await well("find /etc/systemd /run/systemd /var/lib/systemd -name '*lifeboat*'"), '');
  });
});
