/**
 * Measures Lifeboat against what Home Assistant does, and against common tools; and what its screens cost. The programs take turns, so that a
 * machine that slows down slows all of them: the ratios count.
 *
 *   npm run bench -- [--runs 3] [--scale 1] [--files 200000] [--only config|small|screens] [--quick] [--cache FOLDER]
 *
 * --scale     of the configuration set; 1 is about 1 GiB
 * --files     of the set of small files
 * --quick     against securetar with ISA-L only
 * --cache     where data sets and tools are kept (default: lifeboat-bench in the folder for temporary files); output too
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createGroup, type Ground, type Group, readGroups } from './cases.ts';
import { configurationSet, keyFile, smallFilesSet } from './data-sets.ts';
import { type Measured, measure } from './measure.ts';
import { compareScreens } from './screens.ts';
import { findTools } from './tools.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    files: { type: 'string', default: '200000' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    cache: { type: 'string', default: path.join(tmpdir(), 'lifeboat-bench') },
  },
});

const runs = Number(values.runs);
const output = path.join(values.cache, 'output');
mkdirSync(output, { recursive: true });
const { file, key } = keyFile(values.cache);
const tools = findTools(values.cache);
const ground: Ground = { output, keyFile: file, key, tools };
for (const [tool, found] of Object.entries(tools)) if (!found) console.log(`${tool} is not here: left out`);

if (values.only === undefined || values.only === 'config') {
  const config = configurationSet(values.cache, Number(values.scale));
  await compare(createGroup('create, configuration set', config, ground, values.quick));
  for (const group of readGroups(ground)) await compare(group);
}
if (values.only === undefined || values.only === 'small') {
  const config = smallFilesSet(values.cache, Number(values.files));
  await compare(createGroup(`create, ${values.files} small files`, config, ground, true));
}

if (values.only === undefined || values.only === 'screens')
  await compareScreens(values.cache, configurationSet(values.cache, Number(values.scale)));

async function compare(group: Group): Promise<void> {
  console.log(`\n${group.title}`);
  const results = group.cases.map(() => [] as Measured[]);
  for (let run = 0; run < runs; run++)
    for (const [index, one] of group.cases.entries()) {
      one.prepare();
      const measured = await measure(one.command, one.env);
      if (measured.exitCode !== 0)
        throw new Error(`${one.name} failed (exit code ${measured.exitCode}):\n${measured.output}`);
      results[index]?.push(measured);
    }
  const own = median((results[0] ?? []).map(({ seconds }) => seconds));
  const ownSize = group.cases[0]?.size?.();
  for (const [index, one] of group.cases.entries()) {
    const measured = results[index] ?? [];
    const seconds = median(measured.map((each) => each.seconds));
    const size = one.size?.();
    const columns = [
      one.name.padEnd(42),
      `${seconds.toFixed(2)} s`.padStart(9),
      `${(median(measured.map((each) => each.memory)) / 1e6).toFixed(0)} MB`.padStart(8),
      (size === undefined ? '' : `${(size / 1e6).toFixed(1)} MB`).padStart(11),
      index === 0 ? '' : `Lifeboat takes ${(own / seconds).toFixed(3)} of the time`,
      index === 0 || !size || !ownSize ? '' : `and ${(ownSize / size).toFixed(3)} of the space`,
    ];
    console.log(columns.join('  ').trimEnd());
  }
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
