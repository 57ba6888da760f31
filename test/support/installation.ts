/** An installation in a folder of the test: a configuration directory and a share, nothing that runs. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Installation } from '../../core/device/types.ts';
import { testFolder } from './folder.ts';

/** Content by relative path. */
export type Files = Record<string, string>;

export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** `read` gives a file of the configuration; null where it is not there. */
export function testInstallation(t: TestContext, inConfig: Files, inShare: Files) {
  const device = testFolder(t);
  const config = path.join(device, 'config');
  const share = path.join(device, 'share');
  writeFiles(config, inConfig);
  writeFiles(share, inShare);
  const database = path.join(config, 'home-assistant_v2.db');
  const installation: Installation = {
    kind: 'container',
    config,
    version: '2026.11.0',
    timeZone: null,
    parts: [
      { id: 'homeassistant', path: config },
      { id: 'database', path: database },
      { id: 'share', path: share },
    ],
    recorder: { engine: 'sqlite', file: database, inConfig: 'home-assistant_v2.db', configured: false },
    mounts: [],
    control: { how: 'none', reason: 'This is a test.' },
    backups: path.join(config, 'backups'),
    notes: [],
  };
  const read = (name: string) => {
    const file = path.join(config, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  return { device, config, share, installation, read };
}
