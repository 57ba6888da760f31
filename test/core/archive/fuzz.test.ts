import { test } from 'node:test';
import { breakArchive, createDice, readCase } from '../../support/fuzz.ts';

for (const seed of [1, 2026, 76_543])
  test(`archives broken at random (seed ${seed}) are read, or refused by name`, {
    timeout: 60_000,
  }, async () => {
    const dice = createDice(seed);
    for (let i = 0; i < 40; i += 1) {
      const broken = await breakArchive(dice);
      await readCase(broken, dice).catch((error: unknown) => {
        throw new Error(`case ${i} of seed ${seed}, ${broken.file}`, { cause: error });
      });
    }
  });
