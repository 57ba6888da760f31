/** The rules for what is kept, beside those of Home Assistant's own code, on the same histories. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { keepAll } from '../../core/retention/keep.ts';
import { planRetention } from '../../core/retention/plan.ts';
import type { Keep } from '../../core/retention/types.ts';
import { usualPlan } from '../../core/schedule/plans.ts';
import { catalogEntry } from '../support/catalog-entry.ts';
import { dice } from '../support/dice.ts';
import { skipWithoutHomeAssistant } from '../support/home-assistant.ts';
import { needed } from '../support/needs.ts';

const now = new Date('2026-11-20T12:00:00Z');
const places = ['usb', 'nas'];

/** As Home Assistant has them: null is no rule. */
interface Rule {
  copies: number | null;
  days: number | null;
}

interface Backup {
  id: string;
  date: string;
  locations: string[];
  /** What the rules may remove; else it was made by hand. */
  automatic: boolean;
}

interface Case extends Rule {
  backups: Backup[];
  /** By the name of the location. */
  rules: Record<string, Rule>;
  now: string;
}

/** For each backup the locations in which it is left. */
type Left = Record<string, string[]>;

function homeAssistant(cases: readonly Case[]): Left[] {
  const script = readFileSync(path.resolve('test/home-assistant/retention_helper.py'), 'utf8');
  const { status, stdout, stderr } = spawnSync(needed('LIFEBOAT_TEST_HOME_ASSISTANT'), ['-c', script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function lifeboat({ backups, rules, copies, days }: Case): Left {
  const plan = { ...usualPlan('nightly', now), keep: keepOf({ copies, days }) };
  const facts = { plans: [plan], deviceId: 'this', pinned: new Set<string>(), now, zone: 'UTC' };
  const entries = backups.map(entryOf);
  const stays = places.flatMap((name) => {
    const rule = rules[name];
    const location = { name, retention: rule ? keepOf(rule) : null };
    return planRetention({ ...facts, backups: entries }, location, 'nightly').filter(
      (verdict) => verdict.stays,
    );
  });
  return Object.fromEntries(
    backups.map(({ id }) => [
      id,
      stays
        .filter(({ backup }) => backup.id === id)
        .map(({ location }) => location)
        .sort(),
    ]),
  );
}

function keepOf({ copies, days }: Rule): Keep {
  return { ...keepAll, last: copies ?? 0, days: days ?? 0 };
}

function entryOf({ id, date, locations, automatic }: Backup): CatalogEntry {
  return catalogEntry(id, date, {
    plan: automatic ? 'nightly' : null,
    device: 'this',
    locations: locations.map((name) => ({ name, path: `/${name}/${id}.tar` })),
  });
}

/** Nights with gaps, some of them by hand; `everywhere`: each in both locations, else in one at least. */
function history(chance: ReturnType<typeof dice>, everywhere: boolean): Backup[] {
  return Array.from({ length: chance.roll(60) }, (_, age) => age)
    .filter(() => chance.roll(4) > 0)
    .map((age) => {
      const some = chance.some(places);
      return {
        id: `b${age}`,
        date: new Date(now.getTime() - age * 86_400_000 - chance.roll(3_600_000)).toISOString(),
        locations: everywhere || some.length === 0 ? [...places] : some,
        automatic: chance.roll(5) > 0,
      };
    });
}

function cases(
  seed: number,
  everywhere: boolean,
  rule: (chance: ReturnType<typeof dice>) => Pick<Case, keyof Rule | 'rules'>,
) {
  const chance = dice(seed);
  return Array.from({ length: 200 }, (): Case => {
    return { backups: history(chance, everywhere), now: now.toISOString(), ...rule(chance) };
  });
}

const one = (chance: ReturnType<typeof dice>): Rule =>
  chance.roll(2) === 0
    ? { copies: 1 + chance.roll(12), days: null }
    : { copies: null, days: 1 + chance.roll(40) };

describe('what is kept, beside Home Assistant', { skip: skipWithoutHomeAssistant() }, () => {
  test('copies or days for all locations: the same', () => {
    const all = cases(1, true, (chance) => ({ ...one(chance), rules: {} }));
    assert.deepEqual(all.map(lifeboat), homeAssistant(all));
  });

  test('a location with a rule of its own: the same in each', () => {
    const all = cases(2, false, (chance) => ({ ...one(chance), rules: { nas: one(chance) } }));
    assert.deepEqual(all.map(lifeboat), homeAssistant(all));
  });

  test('both rules at once, and copies that not all locations have: never less than Home Assistant keeps', () => {
    const all = cases(3, false, (chance) => ({
      copies: 1 + chance.roll(12),
      days: 1 + chance.roll(40),
      rules: {},
    }));
    const theirs = homeAssistant(all);
    for (const [index, left] of all.map(lifeboat).entries())
      for (const [id, where] of Object.entries(theirs[index] ?? {}))
        assert.ok(
          where.every((place) => left[id]?.includes(place)),
          `${index}: ${id}`,
        );
  });
});
