import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** What each layer may import: arrows point down only (source -> screens -> core). */
const below: Record<string, string[]> = {
  source: ['source', 'screens', 'core'],
  screens: ['screens', 'core'],
  core: ['core'],
};
const importedNames = /(?:from|import)\s*\(?\s*'([^']+)'/g;

function imports(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(importedNames)].map((match) => match[1] ?? '');
}

test('imports point downwards only: source, screens, core', () => {
  const wrong: string[] = [];
  for (const [layer, allowed] of Object.entries(below)) {
    for (const file of globSync(`${layer}/**/*.{ts,tsx}`)) {
      for (const name of imports(file)) {
        if (!name.startsWith('.')) continue;
        const target = path.relative('.', path.resolve(path.dirname(file), name)).split(path.sep)[0] ?? '';
        if (!allowed.includes(target)) wrong.push(`${file} imports ${name}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('core knows neither React nor Ink nor the terminal', () => {
  const wrong: string[] = [];
  for (const file of globSync('core/**/*.ts')) {
    const text = readFileSync(file, 'utf8');
    for (const name of imports(file))
      if (/^(ink|react)(\/|$)/.test(name)) wrong.push(`${file} imports ${name}`);
    if (/process\.(stdout|stderr|stdin)|console\./.test(text)) wrong.push(`${file} speaks to the terminal`);
  }
  assert.deepEqual(wrong, []);
});

test('React and Ink live only in screens', () => {
  const files = globSync('source/**/*.{ts,tsx}');
  const wrong = files.filter((file) => imports(file).some((name) => /^(ink|react)(\/|$)/.test(name)));
  assert.deepEqual(wrong, []);
});
