import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import type { RingKey } from '../../../core/keys/ring.ts';
import type { PlaceStatus } from '../../../core/locations/places.ts';
import { computeStatus, type StatusFacts } from '../../../core/status/status.ts';
import { catalogEntry } from '../../support/catalog-entry.ts';

const now = new Date('2026-11-20T12:00:00Z');

function backup(date: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return catalogEntry(date, date, more);
}

const usb: PlaceStatus = {
  name: 'usb',
  path: '/mnt/usb',
  isReachable: true,
  total: 2,
  free: 1,
  isOutside: true,
};
const unseen: RingKey = { id: '', secret: '', label: '', created: '', source: 'generated', shown: null };

function status(facts: Partial<StatusFacts>) {
  const noJobs = { running: [], lost: [] };
  const schedule = { next: null, staleBefore: null, warnings: [], zone: 'UTC' };
  const usual = {
    now,
    backups: [],
    places: [usb],
    keyRing: { current: null },
    schedule,
    jobs: noJobs,
    isReadOnly: false,
  };
  return computeStatus({ ...usual, ...facts });
}

test('a recent whole backup outside the device protects, without a warning', () => {
  const last = backup('2026-11-19T12:00:00Z');
  const found = status({ backups: [last] });
  assert.deepEqual([found.protected, found.hasWarnings, found.reasons, found.last], [true, false, [], last]);
});

test('where locations are away nobody says that there is no backup', () => {
  const away = { ...usb, isReachable: false, isAway: true, free: null, total: null };
  assert.deepEqual(status({ places: [away] }).reasons, ['No backup can be seen now: usb is not plugged in.']);
});

test('none, old ones and cut ones do not protect', () => {
  const reasons = (...backups: CatalogEntry[]) => {
    const found = status({ backups });
    assert.equal(found.protected, false);
    return found.reasons[0];
  };
  assert.equal(reasons(), 'There is no backup yet.');
  assert.match(reasons(backup('2026-11-12T12:00:00Z')) ?? '', /8 days ago/);
  assert.equal(reasons(backup('2026-11-19T12:00:00Z', { whole: false })), 'No backup is whole.');
});

test('what is dated in the future, or not at all, protects nothing; an older one still does', () => {
  const [later, undated] = [backup('2036-01-01T00:00:00Z'), backup('')];
  for (const one of [later, undated]) {
    const found = status({ backups: [one] });
    assert.deepEqual([found.protected, found.last], [false, null]);
    assert.match(found.reasons[0] ?? '', /dated in the future, or not at all/);
  }
  const older = backup('2026-11-19T12:00:00Z');
  const found = status({ backups: [later, older, undated] });
  assert.deepEqual([found.protected, found.last], [true, older]);
  assert.match(found.reasons.join(), /is dated in the future, 2036-01-01/);
  // Clocks are put back a little when they are set.
  const fresh = backup(new Date(now.getTime() + 60_000).toISOString());
  assert.equal(status({ backups: [fresh] }).last, fresh);
});

test('what may go wrong later is a warning and no more', () => {
  const last = backup('2026-11-19T12:00:00Z');
  const warning = (facts: Partial<StatusFacts>) => {
    const found = status({ backups: [last], ...facts });
    assert.deepEqual([found.protected, found.hasWarnings], [true, true]);
    return found.reasons.join(' ');
  };
  assert.match(warning({ keyRing: { current: unseen } }), /key kit/);
  assert.match(warning({ places: [{ ...usb, isOutside: false }] }), /only on the drive of Home Assistant/);
  assert.match(
    warning({ places: [usb, { ...usb, name: 'nas', isReachable: false }] }),
    /nas cannot be reached/,
  );
  assert.match(
    warning({ backups: [backup('2026-11-20T11:00:00Z', { whole: false }), last] }),
    /newest .* not whole/,
  );
  assert.match(warning({ backups: [backup('2026-11-20T11:00:00Z', { complete: false })] }), /is incomplete/);
  assert.match(warning({ backups: [backup('2027-11-20T11:00:00Z'), last] }), /clock/);
});

test('a drive that became read-only, and a location that takes nothing, are warned of', () => {
  const full: PlaceStatus = { ...usb, refusal: '/mnt/usb cannot be used: it is mounted read-only.' };
  const { reasons, hasWarnings } = status({ isReadOnly: true, places: [full] });
  assert.equal(hasWarnings, true);
  assert.match(reasons.join('\n'), /mounted read-only, as systems do with one that fails.*--location DIR/);
  assert.match(reasons.join('\n'), /The location usb takes no backup: .*read-only/);
});

test('a location without room for one more backup is warned of', () => {
  const backups = [
    backup('2026-11-20T03:00:00Z', { size: 2, locations: [{ name: 'usb', path: '/mnt/usb/x.tar' }] }),
  ];
  assert.match(status({ backups }).reasons.join('\n'), /usb has 1 B free: not enough/);
  assert.deepEqual(status({ backups, places: [{ ...usb, free: 2 }] }).reasons, []);
});
