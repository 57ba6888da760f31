import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseAddress } from '../../../core/locations/address.ts';
import { faultOf } from '../../../core/locations/check.ts';
import { addressOf, type LocationSettings } from '../../../core/locations/settings.ts';
import { testFolder } from '../../support/folder.ts';

test('each kind of place has its own way of writing; a directory may be relative', () => {
  const smb = { kind: 'smb', host: 'nas', port: null, share: 'backups', folder: 'ha' };
  assert.deepEqual(parseAddress('//nas/backups/ha/'), smb);
  assert.deepEqual(parseAddress('\\\\nas\\backups\\ha'), smb);
  assert.deepEqual(parseAddress('smb://nas:4455/backups/ha'), { ...smb, port: 4455 });
  assert.deepEqual(parseAddress('//[fd00::1]:4455/backups/ha'), { ...smb, host: 'fd00::1', port: 4455 });
  assert.deepEqual(parseAddress('[fd00::1]:/export'), {
    kind: 'nfs',
    host: 'fd00::1',
    port: null,
    export: '/export',
  });
  assert.deepEqual(parseAddress('nas:/export'), { kind: 'nfs', host: 'nas', port: null, export: '/export' });
  assert.deepEqual(parseAddress('usb:STICK/a'), { kind: 'usb', drive: 'STICK', folder: 'a' });
  assert.deepEqual(parseAddress('usb:/dev/sda1/a'), { kind: 'usb', drive: '/dev/sda1', folder: 'a' });
  assert.deepEqual(parseAddress('backups'), { kind: 'directory', path: path.resolve('backups') });
});

test('what only begins like a place is refused, and never taken for a directory', () => {
  const like = ['', '//', '//nas', 'smb://nas', '\\\\nas', 'usb:', 'sftp://nas/x', 's3://bucket'];
  for (const text of [...like, '//fd00::1/backups', 'fd00::1:/export'])
    assert.throws(() => parseAddress(text), { kind: 'usage', code: 'LOCATION_INVALID' }, text);
});

test('an IPv6 address is a server, and is written in brackets again', () => {
  for (const text of ['//[fd00::1]/backups', '[fd00::1]:/export', '//[fd00::1]:4455/backups']) {
    const where = parseAddress(text);
    if (where.kind !== 'smb' && where.kind !== 'nfs') throw new Error(where.kind);
    const settings = { ...where, name: 'one', folder: '', user: null };
    assert.equal(addressOf(settings), text);
    assert.equal(faultOf(settings, []), null);
    assert.match(faultOf({ ...settings, host: 'fd00:nas' }, [])?.message ?? '', /The server is a name/);
  }
});

test('one place has one name, however it is written', (t) => {
  const folder = testFolder(t);
  mkdirSync(path.join(folder, 'real'));
  symlinkSync('real', path.join(folder, 'link'));
  const name = 'one';
  const directory = { name, kind: 'directory' } as const;
  const smb = {
    name,
    kind: 'smb',
    host: 'nas',
    port: null,
    share: 'Backups',
    folder: '',
    user: null,
  } as const;
  const nfs = { name, kind: 'nfs', host: 'nas', port: null, export: '/export', folder: 'ha' } as const;
  const pairs: [LocationSettings, LocationSettings][] = [
    [
      { ...directory, path: '/mnt/disk' },
      { ...directory, path: '/mnt//disk/' },
    ],
    [
      { ...directory, path: path.join(folder, 'real', 'ha') },
      { ...directory, path: path.join(folder, 'link', 'ha') },
    ],
    [smb, { ...smb, host: 'NAS', share: 'backups', user: 'anna' }],
    [nfs, { ...nfs, export: '/export/ha', folder: '' }],
  ];
  for (const [one, other] of pairs) {
    const fault = faultOf({ ...other, name: 'other' }, [one]);
    assert.match(fault?.message ?? '', /That is the place of "one" already\./);
  }
  const elsewhere = { ...smb, share: 'photos', name: 'other' };
  assert.equal(faultOf(elsewhere, [smb]), null);
});

test('a share in the field of a directory, and the top of the system, are no directory for backups', () => {
  const fault = (directory: string) =>
    faultOf({ name: 'x', kind: 'directory', path: directory }, [])?.message;
  assert.match(fault('//nas/backups') ?? '', /choose SMB/);
  assert.match(fault('/') ?? '', /below the top/);
  assert.match(fault('backups') ?? '', /begins with a \//);
  assert.equal(fault('/mnt/disk'), undefined);
});
