/** What the device tells about its heat, its power and the wear of its storage. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { readIfAny } from '../read-if-any.ts';
import { devicePath, type World } from '../world.ts';
import { type Check, unknown } from './types.ts';

/** Degrees Celsius. A Raspberry Pi slows down at 80 and is at its bound at 85 (its documentation of the configuration). */
const hot = 80;
const tooHot = 85;

/** Of the hottest zone; null where the device tells none. */
export function readTemperature(world: World): number | null {
  const values = filesOf(world, 'sys/class/thermal/thermal_zone*/temp')
    .map((file) => Number(readIfAny(file)) / 1000)
    .filter((value) => value > 0 && value < 150);
  return values.length > 0 ? Math.max(...values) : null;
}

export function judgeTemperature(celsius: number | null): Check {
  if (celsius === null) return unknown('temperature', 'This device tells no temperature.');
  const isHot = celsius >= hot;
  return {
    id: 'temperature',
    state: celsius >= tooHot ? 'problem' : isHot ? 'advice' : 'ok',
    figure: Math.round(celsius * 10) / 10,
    unit: 'celsius',
    message: `The processor has ${celsius.toFixed(0)} °C${isHot ? ', and is slowed down by that' : ''}.`,
    remedies: isHot ? ['Give it air, or a heat sink; backups compress, which heats.'] : [],
    details: [],
  };
}

/** Voltage: too low now, or once since the start. Null where the device does not tell. */
export interface PowerFacts {
  isLow: boolean;
  wasLow: boolean;
}

/** Bits 0 and 16 of what the firmware of a Raspberry Pi answers: `throttled=0x50005`. */
export async function readPower(world: World): Promise<PowerFacts | null> {
  const asked = await world.run('vcgencmd', ['get_throttled'], { timeout: 5_000 });
  const answer =
    asked.exitCode === 0
      ? asked.stdout
      : firstText(world, 'sys/devices/platform/soc/*firmware/get_throttled');
  const flags = Number.parseInt(/(?:0x)?([0-9a-f]+)\s*$/i.exec(answer ?? '')?.[1] ?? '', 16);
  if (!Number.isNaN(flags)) return { isLow: (flags & 1) !== 0, wasLow: (flags & 0x10000) !== 0 };
  // The kernel's own watch of it, on every Linux for the Raspberry Pi: driver raspberrypi-hwmon.
  for (const name of filesOf(world, 'sys/class/hwmon/hwmon*/name')) {
    if (readIfAny(name)?.trim() !== 'rpi_volt') continue;
    const alarm = readIfAny(path.join(path.dirname(name), 'in0_lcrit_alarm'))?.trim();
    if (alarm !== undefined) return { isLow: alarm === '1', wasLow: alarm === '1' };
  }
  return null;
}

export function judgePower(power: PowerFacts | null): Check {
  if (power === null) return unknown('power', 'This device does not watch its voltage.');
  const { isLow, wasLow } = power;
  return {
    id: 'power',
    state: isLow ? 'problem' : wasLow ? 'advice' : 'ok',
    figure: isLow ? 'low' : wasLow ? 'was low' : 'ok',
    unit: null,
    message: isLow
      ? 'The voltage is too low: that damages files and databases.'
      : wasLow
        ? 'The voltage was too low since the device was started.'
        : 'The voltage was never too low since the device was started.',
    remedies:
      isLow || wasLow
        ? ['Use the official power supply and a short cable; give USB drives their own power.']
        : [],
    details: [],
  };
}

/** Percent of its life that eMMC says it has used: two estimates in steps of ten (JEDEC 84-B51, EXT_CSD 268 and 269). */
export function readStorageLife(world: World): number | null {
  const texts = filesOf(world, 'sys/block/mmcblk*/device/life_time').map((file) => readIfAny(file) ?? '');
  const steps = texts.flatMap((text) => text.trim().split(/\s+/).map(Number)).filter((step) => step > 0);
  return steps.length > 0 ? Math.max(...steps) * 10 : null;
}

export function judgeStorageLife(percent: number | null): Check {
  if (percent === null)
    return unknown('storage-life', 'The storage of this device does not tell how worn it is.');
  const isWorn = percent >= 80;
  return {
    id: 'storage-life',
    state: percent > 100 ? 'problem' : isWorn ? 'advice' : 'ok',
    figure: percent,
    unit: 'percent',
    message: `The storage has used up to ${percent} % of its life.`,
    remedies: isWorn ? ['Keep backups on another drive, and plan to replace this one.'] : [],
    details: [],
  };
}

function filesOf(world: World, pattern: string): string[] {
  const root = devicePath(world, '/');
  return globSync(pattern, { cwd: root }).map((file) => path.join(root, file));
}

function firstText(world: World, pattern: string): string | null {
  const [file] = filesOf(world, pattern);
  return file === undefined ? null : readIfAny(file);
}
