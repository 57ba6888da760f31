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

test('no module reaches itself by what it imports', () => {
  const files = globSync('{source,screens,core}/**/*.{ts,tsx}');
  const arrows = new Map(
    files.map((file) => {
      const near = imports(file).filter((name) => name.startsWith('.'));
      return [file, near.map((name) => path.join(path.dirname(file), name))] as const;
    }),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    done.add(file);
    for (const next of arrows.get(file) ?? []) visit(next, [...trail, file]);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});
