import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choiceOf,
  type Form,
  type FormStep,
  formReducer,
  proposedForm,
} from '../../../screens/backup-now/form.ts';
import type { TreeNode } from '../../../screens/components/tree-model.ts';
import { madeInstallation } from '../../support/made-job.ts';

const database = 'homeassistant/home-assistant_v2.db';

function file(path: string): TreeNode {
  return { path, name: path.split('/').at(-1) ?? '', children: null, size: 10, files: 1 };
}

function folder(path: string, children: TreeNode[]): TreeNode {
  const sum = (key: 'size' | 'files') => children.reduce((total, child) => total + child[key], 0);
  return { ...file(path), children, size: sum('size'), files: sum('files') };
}

const www = folder('homeassistant/www', [file('homeassistant/www/[1].mp4'), file('homeassistant/www/b.svg')]);
const config = folder('homeassistant', [file(database), www, file('homeassistant/a.yaml')]);
const root = folder('', [config, folder('share', [file('share/s')]), folder('ssl', [file('ssl/k')])]);

function after(...steps: FormStep[]): Form {
  return steps.reduce(formReducer, proposedForm(madeInstallation, []));
}

function pick(path: string): FormStep {
  const find = (node: TreeNode): TreeNode | undefined =>
    node.path === path ? node : node.children?.map(find).find(Boolean);
  return { do: 'pick', root, node: find(root) as TreeNode };
}

test('everything is asked for at first', () => {
  assert.deepEqual(choiceOf(after(), root, database), {
    parts: ['homeassistant', 'database', 'share', 'ssl'],
    exclude: [],
  });
});

test('a part that is not ticked is not asked for', () => {
  const { parts } = choiceOf(after(pick('share')), root, database);
  assert.deepEqual(parts, ['homeassistant', 'database', 'ssl']);
});

test('the database is left out as a part, not by a pattern', () => {
  assert.deepEqual(choiceOf(after(pick(database)), root, database), {
    parts: ['homeassistant', 'share', 'ssl'],
    exclude: [],
  });
});

test('a file that is not ticked becomes a pattern that fits it alone', () => {
  const { exclude } = choiceOf(after(pick('homeassistant/www/[1].mp4')), root, database);
  assert.deepEqual(exclude, ['homeassistant/www/[[]1].mp4']);
});

test('a folder is one pattern, and own patterns come after it', () => {
  const form = after(pick('homeassistant/www'), { do: 'add-glob', glob: ' *.tmp ' });
  assert.deepEqual(choiceOf(form, root, database).exclude, ['homeassistant/www', '*.tmp']);
});

test('of a part without anything but its database all else is left out by patterns', () => {
  const { parts, exclude } = choiceOf(after(pick('homeassistant'), pick(database)), root, database);
  assert.deepEqual(parts, ['homeassistant', 'database', 'share', 'ssl']);
  assert.deepEqual(exclude, ['homeassistant/www', 'homeassistant/a.yaml']);
});

test('the history is left out from the start, too, where no setting tells which file it is', () => {
  const wrecked = {
    ...madeInstallation,
    recorder: { engine: 'unknown', reason: 'It cannot be read.' },
  } as const;
  const form = proposedForm(wrecked, ['database']);
  assert.deepEqual(choiceOf(form, root, database).parts, ['homeassistant', 'share', 'ssl']);
});

test('what is set up to be left out is left out from the start', () => {
  const form = proposedForm(madeInstallation, ['database', 'ssl', '*.mp4']);
  assert.deepEqual(choiceOf(form, root, database), { parts: ['homeassistant', 'share'], exclude: ['*.mp4'] });
});

test('an empty name is the suggested one, an empty pattern is none, and the same one counts once', () => {
  const form = after(
    { do: 'name', name: '   ' },
    { do: 'add-glob', glob: '' },
    { do: 'add-glob', glob: '*.a' },
    { do: 'add-glob', glob: '*.a' },
  );
  assert.deepEqual([form.name, form.globs], [null, ['*.a']]);
  assert.deepEqual(formReducer(form, { do: 'remove-glob', glob: '*.a' }).globs, []);
});
