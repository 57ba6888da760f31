/** A configuration directory that holds everything that backups of Home Assistant are known to stumble over. */
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** 282 characters: more than the two name fields of a tar header hold together. */
const longPath = path.join(
  'deep',
  ...Array.from({ length: 8 }, () => 'd'.repeat(29)),
  `${'n'.repeat(33)}.txt`,
);

/** What Home Assistant's own restore does not bring back, or not as it was (seen with 2026.11). */
export const lostByHomeAssistant = [
  'www/plan.svg',
  'www/shelf',
  'www/nowhere',
  'archive/backups',
  'archive/backups/kept.txt',
];
/** A link to an absolute path that exists comes back from Home Assistant's own restore as a copy of what it points to. */
export const copiedByHomeAssistant = 'www/absolute.svg';

/** Made by `makeTraps`, and left out of every backup by rule. */
export const excludedTraps = [
  'home-assistant.log',
  'home-assistant.log.1',
  'tts/hello.mp3',
  '.cache/brands/icon.png',
  'backups/earlier.tar',
  'custom_components/harbour/__pycache__/init.pyc',
  'www/.DS_Store',
];

/** Adds the traps to a folder, which is made where there is none. */
export function makeTraps(top: string): void {
  const file = (name: string, content: string | Buffer, mode = 0o644) => {
    const absolute = path.join(top, name);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    chmodSync(absolute, mode);
  };
  const link = (name: string, target: string) => symlinkSync(target, path.join(top, name));

  file('www/floorplan/Küche.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  link('www/plan.svg', 'floorplan/Küche.svg');
  link('www/shelf', 'floorplan');
  link('www/nowhere', '../not/there');
  link('www/absolute.svg', path.join(top, 'www/floorplan/Küche.svg'));

  file('media/first.bin', noise(70_000, 1));
  linkSync(path.join(top, 'media/first.bin'), path.join(top, 'media/second.bin'));
  mkdirSync(path.join(top, 'media/other'));
  linkSync(path.join(top, 'media/first.bin'), path.join(top, 'media/other/third.bin'));

  file(longPath, 'at the end of a long path\n');
  file('names/Grüße 🏠 – Ærøskøbing.txt', 'not ASCII\n');
  file('names/e\u0301 in two code points.txt', 'not normalized\n');
  file('names/two\nlines', 'a line break in the name\n');
  file('names/ leading blank', 'blank\n');
  file('names/back\\slash', 'no separator here\n');
  file('archive/backups/kept.txt', 'a folder that is only called so\n');

  file('sizes/empty', '');
  file('sizes/one block', noise(512, 2));
  file('sizes/three chunks.bin', noise(3 * 1024 * 1024 + 17, 3));
  file('sizes/text.log.txt', 'the same line over and over\n'.repeat(40_000));
  makeSparse(path.join(top, 'sizes/sparse.img'));
  mkdirSync(path.join(top, 'sizes/empty folder'));

  file('modes/secret.key', 'only for its owner\n', 0o600);
  file('modes/run.sh', '#!/bin/sh\n', 0o755);
  file('modes/closed/inside', 'in a folder that only its owner may enter\n', 0o400);
  chmodSync(path.join(top, 'modes/closed'), 0o700);

  utimesSync(path.join(top, 'names/two\nlines'), 1_700_000_000, 1_700_000_000.123456);
  utimesSync(path.join(top, 'sizes/empty'), 1_700_000_000, 1_700_000_000.75);
  utimesSync(path.join(top, 'modes/secret.key'), 0, 0);

  for (const name of excludedTraps) file(name, 'not in a backup\n');
}

/** 6 MB of which only the first and the last bytes are there. */
function makeSparse(file: string): void {
  const fd = openSync(file, 'w');
  try {
    writeSync(fd, 'head', 0);
    ftruncateSync(fd, 6_000_000);
    writeSync(fd, 'tail', 5_000_000);
  } finally {
    closeSync(fd);
  }
}

/** Bytes that do not compress, the same ones for the same seed. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
