/** The data that is measured with, made once and kept in a folder for temporary files. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from './random.ts';
import { makeRecorder } from './recorder.ts';
import { Writer } from './text.ts';

/** Changed whenever the same arguments would give other data. */
const edition = 1;

/** A configuration directory of about 1 GiB at scale 1: 60 % recorder, a quarter pictures and films, the rest text. */
export function configurationSet(cache: string, scale: number): string {
  return cached(path.join(cache, `config-${edition}-${scale}`), (folder) => makeConfiguration(folder, scale));
}

/** A configuration directory of very many small files. */
export function smallFilesSet(cache: string, files: number): string {
  return cached(path.join(cache, `small-${edition}-${files}`), (folder) => makeSmallFiles(folder, files));
}

function cached(folder: string, make: (folder: string) => void): string {
  const done = path.join(folder, '..', `${path.basename(folder)}.done`);
  if (isFile(done)) return folder;
  const making = `${folder}.making`;
  for (const old of [making, folder]) rmSync(old, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  make(making);
  renameSync(making, folder);
  writeFileSync(done, '');
  return folder;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Writes files below a folder, each with a time of its own that is the same at every making. */
function filesBelow(folder: string): (name: string, content: Buffer | string) => void {
  let count = 0;
  return (name, content) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    count += 1;
    utimesSync(file, 1_770_000_000, 1_770_000_000 + count + 0.25);
  };
}

function makeConfiguration(folder: string, scale: number): void {
  const random = new Random('configuration');
  const writer = new Writer(random);
  const put = filesBelow(folder);
  const times = (count: number, make: (index: number) => void) => {
    for (let index = 0; index < Math.max(1, Math.round(count * scale)); index++) make(index);
  };
  put('.HA_VERSION', '2026.11.0');
  put('configuration.yaml', 'default_config:\n');
  put('automations.yaml', writer.yaml(180_000));
  put('scripts.yaml', writer.yaml(60_000));
  put('secrets.yaml', `mqtt_password: ${random.hex(12)}\n`);
  put('.storage/core.config', JSON.stringify({ version: 1, key: 'core.config', data: { time_zone: 'UTC' } }));
  put('.storage/core.uuid', JSON.stringify({ version: 1, key: 'core.uuid', data: { uuid: random.hex(16) } }));
  put('.storage/core.entity_registry', writer.storage('core.entity_registry', Math.round(5000 * scale)));
  put('.storage/core.device_registry', writer.storage('core.device_registry', Math.round(600 * scale)));
  put('.storage/trace.saved_traces', writer.storage('trace.saved_traces', Math.round(8000 * scale)));
  for (let index = 0; index < 60; index++)
    put(`.storage/integration.${index}`, writer.storage(`integration.${index}`, random.integer(2, 60)));
  times(32, (index) => {
    const home = `custom_components/${writer.word()}_${index}`;
    put(`${home}/manifest.json`, '{"domain":"harbour","version":"1.0"}');
    for (let file = 0; file < 45; file++)
      put(`${home}/part_${file}.py`, writer.python(Math.floor(Math.exp(7.2 + random.next() * 3))));
    for (let file = 0; file < 28; file++) put(`${home}/translations/${file}.json`, writer.storage('t', 4));
    for (let file = 0; file < 20; file++) put(`${home}/__pycache__/${file}.pyc`, random.bytes(3000));
  });
  times(40, (index) => {
    const home = `www/community/card_${index}`;
    put(`${home}/card.js`, writer.script(random.integer(60_000, 700_000)));
    for (let file = 0; file < 12; file++)
      put(`${home}/chunk_${file}.js`, writer.script(random.integer(2000, 40_000)));
    for (let file = 0; file < 6; file++)
      put(`${home}/icon_${file}.png`, random.bytes(random.integer(1000, 20_000)));
  });
  times(700, (index) => {
    const parts = [writer.python(random.integer(2000, 40_000)), random.bytes(random.integer(2000, 20_000))];
    put(`esphome/.build/device_${index % 12}/${index}.o`, Buffer.concat([...parts, Buffer.alloc(4000)]));
  });
  times(20, (index) => put(`zigbee2mqtt/log/${index}/log.txt`, writer.log(2_000_000)));
  times(700, (index) =>
    put(`www/snapshots/camera_${index % 6}/${index}.jpg`, random.bytes(random.integer(60_000, 230_000))),
  );
  times(6, (index) => put(`media/clip_${index}.mp4`, random.bytes(random.integer(12_000_000, 22_000_000))));
  makeRecorder(path.join(folder, 'home-assistant_v2.db'), Math.round(2_200_000 * scale), writer);
}

function makeSmallFiles(folder: string, files: number): void {
  const random = new Random('small files');
  const writer = new Writer(random);
  const put = filesBelow(folder);
  put('.HA_VERSION', '2026.11.0');
  put('configuration.yaml', 'default_config:\n');
  put('.storage/core.config', JSON.stringify({ version: 1, key: 'core.config', data: { time_zone: 'UTC' } }));
  for (let index = 3; index < files; index++) {
    const size = Math.floor(Math.exp(5 + random.next() * 5));
    const group = Math.floor(index / 100);
    const [suffix, content] = smallFile(writer, size);
    put(`d${group % 40}/s${Math.floor(group / 40)}/${writer.word()}_${index}.${suffix}`, content);
  }
}

function smallFile(writer: Writer, size: number): [string, Buffer] {
  const chance = writer.random.next();
  if (chance < 0.5) return ['py', writer.python(size)];
  if (chance < 0.75) return ['js', writer.script(size)];
  return chance < 0.95 ? ['yaml', writer.yaml(size)] : ['png', writer.random.bytes(size)];
}

/** The key of the measured backups. */
export function keyFile(cache: string): { file: string; key: string } {
  const file = path.join(cache, 'key');
  writeFileSync(file, '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL\n', { mode: 0o600 });
  return { file, key: readFileSync(file, 'utf8').trim() };
}
