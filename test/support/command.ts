import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { testFolder } from './folder.ts';
import { type Ended, type ProgramOptions, runProgram } from './program.ts';

const fixtures = path.resolve('test/fixtures/homeassistant');
export const plain = path.join(fixtures, 'supervisor/plain-full.tar');
export const locked = path.join(fixtures, 'supervisor/v3-full.tar');
export const killed = path.join(fixtures, 'supervisor/killed-plain-first-160k.tar');
export const core = path.join(fixtures, 'core/core-2026.11.0-plain.tar');
export const secret = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';

/** What every command prints with --json when it fails. */
export interface ErrorDocument {
  error: { code: string; message: string; safe: string; remedies: string[] };
}

/** A home, a place for backups, and a small installation, of this test alone. */
export function setUp(t: TestContext) {
  const folder = testFolder(t);
  const [home, place, config] = ['home', 'place', 'config'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(place);
  mkdirSync(path.join(config, 'backups'), { recursive: true });
  mkdirSync(path.join(config, '.storage'));
  writeFileSync(path.join(config, '.HA_VERSION'), '2026.11.1');
  writeFileSync(path.join(config, 'configuration.yaml'), 'default_config:\n');
  writeFileSync(
    path.join(config, '.storage', 'core.config'),
    '{"version":1,"minor_version":1,"key":"core.config","data":{}}',
  );
  const keyFile = path.join(folder, 'key.txt');
  writeFileSync(keyFile, `${secret}\n`, { mode: 0o600 });
  const lifeboat = (words: string[], options: Partial<ProgramOptions> = {}) =>
    runProgram(words, { home, ...options });
  return { folder, home, place, config, keyFile, lifeboat };
}

/** The command failed so, told it as its one document, and told people the same. */
export function assertFailure(ended: Ended, exitCode: number, code: string): ErrorDocument['error'] {
  assert.equal(ended.exitCode, exitCode, ended.stderr);
  const { error, ...rest } = ended.json<ErrorDocument>();
  assert.deepEqual(rest, {});
  assert.equal(error.code, code);
  assert.ok(error.message !== '' && Array.isArray(error.remedies) && typeof error.safe === 'string');
  assert.ok(ended.stderr.includes(error.message.split('\n')[0] ?? ''), 'people are told the same');
  return error;
}
