import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMachine } from '../support/machine.ts';
import { needed, skipWithout } from '../support/needs.ts';

const demo = '/root/.config/lifeboat/demo/homeassistant';
/** Types into the screens as somebody at the other end of the connection does: when the text is there. */
const screens = `
mkfifo /root/keys
TERM=vt100 script -qfec lifeboat /root/screen < /root/keys > /dev/null 2>&1 &
exec 3> /root/keys
shows() { for try in $(seq 240); do grep -qa "$1" /root/screen && return; sleep 1; done; cat /root/screen; exit 9; }`;

test('a job of the screens is a unit of systemd and outlives the connection over which it was started', {
  skip: skipWithout('LIFEBOAT_TEST_MACHINE', 'machine'),
}, async (t) => {
  const machine = await startMachine(t, needed('LIFEBOAT_TEST_MACHINE'), '2026-11-21T10:00:00');
  const prepared = await machine.run(`lifeboat demo && head -c 40M /dev/urandom > ${demo}/www/tour.mp4`);
  assert.equal(prepared.exitCode, 0, prepared.output);
  const started = await machine.run(`${screens}
    shows 'Back up now'; printf '\\r' >&3
    shows 'Start the backup'; printf '\\r' >&3
    shows 'Start this backup'; printf '\\r' >&3
    for try in $(seq 240); do systemctl list-units --no-legend 'lifeboat-*' | grep running && break; sleep 1; done
    systemctl kill --signal=KILL "$(systemctl list-units --no-legend --plain 'session-*.scope' | tail -1 | cut -d' ' -f1)"`);
  assert.match(started.output, /lifeboat-\S+\.service +loaded +active +running/);
  assert.notEqual(started.exitCode, 0, 'the connection was cut');
  const left = await machine.run('pgrep -x script');
  assert.equal(left.output, '', 'the screens are gone');
  await machine.until('the backup is made', 400, `ls ${demo}/backups/*.tar && lifeboat jobs | grep -i done`);
  const { output } = await machine.run(
    "lifeboat verify latest; systemctl list-units --no-legend 'lifeboat-*'",
  );
  assert.match(output, /whole/i);
  assert.doesNotMatch(output, /\.service/);
});
