/** The review as rows: what changes, what stays, what to know. The plan itself speaks; nothing is made up here. */
import type { FileChange, PlannedMember, RestorePlan } from '../../core/restore/types.ts';
import { sentenceRows } from '../components/sentence.ts';
import type { Sign } from '../components/sign.ts';
import { type Cell, type Content, fitCells } from '../draw/spans.ts';
import { partName } from '../part-name.ts';
import type { Layout } from '../shell/layout.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import type { Interruption, Review } from './load.ts';
import { restoreText } from './text.ts';

const { review: words } = restoreText;
/** So many changes are shown one by one; more in columns of numbers. */
const mostSingly = 6;

export interface Totals {
  replaced: number;
  added: number;
  removed: number;
  same: number;
}

export function totalsOf({ members }: RestorePlan): Totals {
  const totals: Totals = { replaced: 0, added: 0, removed: 0, same: 0 };
  for (const { changes } of members)
    for (const name of ['replaced', 'added', 'removed', 'same'] as const)
      totals[name] += changes?.[name] ?? 0;
  return totals;
}

export function changesOf({ replaced, added, removed }: Totals): number {
  return replaced + added + removed;
}

/** What is drawn of a change in a list: sign, path, sizes. */
export function changeCells(change: FileChange): Cell[] {
  return [
    { content: { text: words.signs[change.change], role: roles[change.change] }, width: 1 },
    { content: change.path, width: 'grow', cut: 'middle' },
    { content: words.file(change), width: 20, drop: 1 },
  ];
}

const roles: Readonly<Record<FileChange['change'], Role>> = {
  replaced: 'attention',
  added: 'good',
  removed: 'danger',
};

/** All rows of a review, the most important first. */
export function reviewLines(review: Review, host: string, layout: Layout, glyphs: Glyphs): Content[] {
  const { plan } = review;
  const { width } = layout;
  const title = plan.kind === 'in-place' ? words.title(host) : words.titleOut(plan.to);
  const effect =
    plan.kind === 'in-place' ? effectRows(review, layout, glyphs) : writtenRows(plan, layout, glyphs);
  return [
    `  ${title}`,
    ...effect,
    ...(layout.hintRows > 0 ? [''] : []),
    ...reviewSentences(review).flatMap(({ sign, text }) => sentenceRows(sign, text, width)),
  ];
}

function effectRows({ plan, changes }: Review, layout: Layout, glyphs: Glyphs): Content[] {
  const totals = totalsOf(plan);
  const count = changesOf(totals);
  const indent = '    ';
  if (count === 0) return [`${indent}${words.nothing}`];
  const isWhole = plan.parts.length > 0;
  if (count <= mostSingly)
    return [
      ...changes.map(
        (change): Content => [indent, ...fitCells(changeCells(change), layout.width - indent.length, glyphs)],
      ),
      ...(totals.same > 0 ? [`${indent}${words.rest(totals.same)}`] : []),
      ...(isWhole ? [] : [`${indent}${words.everythingElse}`]),
    ];
  return [
    [indent, ...fitCells(headCells(), layout.width - indent.length, glyphs)],
    ...plan.members.map(
      (member): Content => [
        indent,
        ...fitCells(memberCells(member, plan), layout.width - indent.length, glyphs),
      ],
    ),
  ];
}

const columns = ['replaced', 'added', 'removed', 'same'] as const;

function headCells(): Cell[] {
  return [
    { content: '', width: 'grow' },
    ...columns.map(
      (name): Cell => ({
        content: { text: words.columns[name], role: 'muted' },
        width: 8,
        align: 'right',
        ...(name === 'same' ? { drop: 1 } : {}),
      }),
    ),
  ];
}

function memberCells({ part, changes }: PlannedMember, { parts }: RestorePlan): Cell[] {
  const withDatabase = part === 'homeassistant' && parts.includes('database');
  const onlyDatabase = withDatabase && !parts.includes('homeassistant');
  const names = onlyDatabase ? ['database'] : withDatabase ? [part, 'database'] : [part];
  return [
    { content: names.map(partName).join(', '), width: 'grow', cut: 'middle' },
    ...columns.map(
      (name): Cell => ({
        content: String(changes?.[name] ?? ''),
        width: 8,
        align: 'right',
        ...(name === 'same' ? { drop: 1 } : {}),
      }),
    ),
  ];
}

function writtenRows({ members }: RestorePlan, layout: Layout, glyphs: Glyphs): Content[] {
  return members.map(({ target, measured }): Content => {
    const amount = measured ? words.written(measured.files, measured.bytes) : '';
    const cells: Cell[] = [
      { content: target, width: 'grow', cut: 'middle' },
      { content: amount, width: 22, drop: 1 },
    ];
    return ['    ', ...fitCells(cells, layout.width - 4, glyphs)];
  });
}

interface Sentence {
  sign: Sign;
  text: string;
}

export function reviewSentences({ plan, interruption }: Review): Sentence[] {
  const totals = totalsOf(plan);
  const isHere = plan.kind === 'in-place';
  const note = (sign: Sign, text: string): Sentence => ({ sign, text });
  return [
    ...interruptionSentences(interruption),
    ...plan.members.flatMap(({ part, flaw }) =>
      flaw === null ? [] : [note('attention', words.notWhole(partName(part), flaw))],
    ),
    ...plan.notes.map(({ message }) => note('attention', message)),
    ...plan.leftOut.map(({ path, reason }) => note('attention', words.notRestored(partName(path), reason))),
    ...(isHere && totals.removed > 0
      ? [note('none', words.removed(totals.removed))]
      : isHere && changesOf(totals) > 0
        ? [note('none', words.undo)]
        : []),
    ...(isHere ? [note('none', words.fails)] : []),
    ...(plan.kept.length > 0 ? [note('none', words.stays(plan.kept.join(', ')))] : []),
    ...plan.space.map(({ need, free }) => note('none', words.space(need, free))),
    ...keySentences(plan).map((text) => note('none', text)),
  ];
}

function interruptionSentences(interruption: Interruption): Sentence[] {
  switch (interruption.state) {
    case 'none':
      return [];
    case 'stopped':
      return [{ sign: 'none', text: words.stopped }];
    case 'restarts':
      return [{ sign: 'attention', text: words.restarts }];
    case 'blocked':
      return [{ sign: 'danger', text: words.blocked(interruption.reason) }];
  }
}

function keySentences({ members }: RestorePlan): string[] {
  const labels = new Set(members.flatMap(({ keyLabel }) => (keyLabel === null ? [] : [keyLabel])));
  return labels.size === 0 ? [] : [words.key([...labels].join(', '))];
}
