import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMachine } from '../support/machine.ts';
import { needed, skipWithout } from '../support/needs.ts';

const password = 'two words, $5 & a "quote"';
/** Leaves with 0 where a backup in the making has grown so far that nearly all of it lies before us, and some behind. */
const isUnderWay = (folder: string) => `[ "$(stat -c %s ${folder}/.lifeboat/*.part)" -gt 3000000 ]`;
/** What Lifeboat has mounted. */
const mounted = "grep ' /run/lifeboat/' /proc/mounts";
const isLetGo = `! ${mounted} && [ -z "$(ls -A /run/lifeboat)" ]`;

test('shares and drives of a real machine', {
  skip: skipWithout('LIFEBOAT_TEST_MACHINE', 'machine'),
}, async (t) => {
  const machine = await startMachine(t, needed('LIFEBOAT_TEST_MACHINE'), '2026-11-21T10:00:00');
  const well = async (lines: string, exitCode = 0) => {
    const answer = await machine.run(`set -e\n${lines}`);
    assert.equal(answer.exitCode, exitCode, answer.output);
    return answer.output;
  };
  await well(`lifeboat demo; mkdir /srv/local
    head -c 25M /dev/urandom > /root/.config/lifeboat/demo/homeassistant/www/tour.mp4
    lifeboat locations add local /srv/local`);

  await t.test(
    'a Samba share: mounted, written, read, let go; the password stands in no argument list',
    async () => {
      await well(`systemctl start smbd
      cat > /root/password <<'END'\n${password}\nEND
      cat /root/password /root/password | smbpasswd -s -a root
      (for number in $(seq 3000); do
         cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep 'two[ ]words' && touch /root/leaked; sleep 0.1
       done) > /dev/null 2>&1 & echo $! > /root/watcher`);
      const added = await well(
        'lifeboat locations add nas //nas.test/backups/ha --user root --password-file /root/password',
      );
      assert.match(added, /\[ok\] It was read back the same/);
      assert.equal(await well('stat -c %a /root/.config/lifeboat/passwords/nas.smb'), '600\n');
      await well(
        'lifeboat backup --location nas --yes; lifeboat verify latest; lifeboat restore latest --to /root/out --yes',
      );
      await well(
        'cmp /root/out/homeassistant/www/tour.mp4 /root/.config/lifeboat/demo/homeassistant/www/tour.mp4',
      );
      await machine.until('the share is let go', 30, isLetGo);
      await well('kill "$(cat /root/watcher)"; ! test -e /root/leaked; lifeboat locations forget nas');
    },
  );

  await t.test('an NFS export: mounted, written, read, let go', async () => {
    await well('systemctl start nfs-server; lifeboat locations add nfs nas.test:/srv/export/ha');
    await well('lifeboat backup --location nfs --yes; ls /srv/export/ha/*.tar');
    await machine.until('the export is let go', 30, isLetGo);
    await well('lifeboat locations forget nfs');
  });

  const formats: [string, [string, ...string[]]][] = [
    ['ext4', ['mkfs.ext4', '-q', '-F', '-L', 'EXT4']],
    ['vfat', ['mkfs.vfat', '-n', 'VFAT']],
    ['exfat', ['mkfs.exfat', '-L', 'EXFAT']],
  ];
  for (const [index, [name, make]] of formats.entries()) {
    machine.makeDrive(name, 150, make);
    await machine.plug(name, String(index + 1));
  }
  await machine.until(
    'the drives are there',
    60,
    '[ "$(lsblk --noheadings --output LABEL | grep -c [A-Z])" = 3 ]',
  );

  await t.test('drives of all formats: found, mounted, written, let go', async () => {
    for (const [name] of formats) await well(`lifeboat locations add ${name} usb:${name.toUpperCase()}/ha`);
    const made = await well('lifeboat backup --yes');
    for (const [name] of formats) assert.match(made, new RegExp(`in usb:${name.toUpperCase()}/ha/`));
    await machine.until('the drives are let go', 30, isLetGo);
  });

  await t.test(
    'a drive that is not plugged in is away, which is no fault; in another port it is known again',
    async () => {
      await machine.pull('ext4');
      assert.match(await well('lifeboat locations'), /^ext4 +not plugged in/m);
      await machine.plug('ext4', '4');
      await machine.until('the drive is there', 60, 'lsblk --noheadings --output LABEL | grep EXT4');
      assert.doesNotMatch(await well('lifeboat locations'), /not plugged in/);
      await well('mount LABEL=EXT4 /mnt; lifeboat list; mountpoint /mnt; umount /mnt');
    },
  );

  await t.test('a drive that is pulled in the middle harms no other copy', async () => {
    const running = machine.run('lifeboat backup --yes');
    await machine.until('the backup is under way', 200, isUnderWay('/srv/local'));
    await machine.pull('ext4');
    const { exitCode, output } = await running;
    assert.equal(exitCode, 3, output);
    assert.match(output, /NOT in ext4: /);
    for (const place of ['/srv/local', 'usb:VFAT/ha', 'usb:EXFAT/ha'])
      assert.match(output, new RegExp(`in ${place}/`));
    await machine.until('all is let go', 60, isLetGo);
  });
});
