/**
 * Breaks real archives at random and reads them, until a minute is over or something goes wrong.
 *
 *   node scripts/fuzz.ts [SECONDS] [SEED]
 *
 * The same seed gives the same cases. A case that fails is written to a file in the system's temporary folder.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { breakArchive, createDice, readCase } from '../test/support/fuzz.ts';

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
/** No case may take longer: they are some hundred kilobytes. */
const slowest = 20_000;
console.log(`seed ${seed}`);

const dice = createDice(seed);
const end = performance.now() + seconds * 1000;
let cases = 0;
let longest = 0;
while (performance.now() < end) {
  const broken = await breakArchive(dice);
  const start = performance.now();
  try {
    await Promise.race([readCase(broken, dice), tooSlow()]);
  } catch (error) {
    const file = path.join(tmpdir(), `lifeboat-fuzz-${seed}-${cases}.tar`);
    writeFileSync(file, broken.bytes);
    console.error(`case ${cases} of seed ${seed} (${broken.file}), kept as ${file}:`, error);
    process.exit(1);
  }
  longest = Math.max(longest, performance.now() - start);
  cases += 1;
}
const rss = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`${cases} cases, the longest ${Math.round(longest)} ms, at most ${rss} MiB of memory`);

function tooSlow(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer after ${slowest} ms`)), slowest).unref();
  });
}
