/** The review as rows: what changes, what stays, what to know. The plan itself speaks; nothing is made up here. */
import type { FileChange, PlannedMember, RestorePlan } from '../../core/restore/types.ts';
import { sentenceRows } from '../components/sentence.ts';
import type { Sign } from '../components/sign.ts';
import { type Cell, type Content, fitCells } from '../draw/spans.ts';
import { wrap } from '../draw/text.ts';
import { partName } from '../part-name.ts';
import type { Layout } from '../shell/layout.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import { leftOutSentences } from './left-out.ts';
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

/** Wider, the eye loses the row between a name and its numbers. */
function tableWidth({ width }: Layout): number {
  return Math.min(width, 90);
}

/** All rows of a review, the most important first. */
export function reviewLines(review: Review, layout: Layout, glyphs: Glyphs): Content[] {
  const { host, plan } = review;
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
  if (count === 0) return wrap(words.nothing, layout.width - indent.length).map((line) => indent + line);
  const isWhole = plan.parts.length > 0;
  if (count <= mostSingly)
    return [
      ...changes.map(
        (change): Content => [
          indent,
          ...fitCells(changeCells(change), tableWidth(layout) - indent.length, glyphs),
        ],
      ),
      ...(totals.same > 0 ? [`${indent}${words.rest(totals.same)}`] : []),
      ...(isWhole ? [] : [`${indent}${words.everythingElse}`]),
    ];
  if (layout.tier === 'compact')
    return plan.members.flatMap((member): Content[] => [
      `${indent}${namesIn(member, plan)}`,
      ...wrap(memberCounts(member), layout.width - 6).map((line) => `${indent}  ${line}`),
    ]);
  return [
    [indent, ...fitCells(headCells(), tableWidth(layout) - indent.length, glyphs)],
    ...plan.members.map(
      (member): Content => [
        indent,
        ...fitCells(memberCells(member, plan), tableWidth(layout) - indent.length, glyphs),
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

function memberCells(member: PlannedMember, plan: RestorePlan): Cell[] {
  return [
    { content: namesIn(member, plan), width: 'grow', cut: 'middle' },
    ...columns.map(
      (name): Cell => ({
        content: String(member.changes?.[name] ?? ''),
        width: 8,
        align: 'right',
        ...(name === 'same' ? { drop: 1 } : {}),
      }),
    ),
  ];
}

/** The history travels in the member of the configuration. */
function namesIn({ part }: PlannedMember, { parts }: RestorePlan): string {
  const withDatabase = part === 'homeassistant' && parts.includes('database');
  const onlyDatabase = withDatabase && !parts.includes('homeassistant');
  const names = onlyDatabase ? ['database'] : withDatabase ? [part, 'database'] : [part];
  return names.map(partName).join(', ');
}

function memberCounts({ changes }: PlannedMember): string {
  return changes ? words.countsShort(changes.replaced, changes.added, changes.removed) : '';
}

function writtenRows({ members }: RestorePlan, layout: Layout, glyphs: Glyphs): Content[] {
  return members.map(({ target, measured }): Content => {
    const amount = measured ? words.written(measured.files, measured.bytes) : '';
    const cells: Cell[] = [
      { content: target, width: 'grow', cut: 'middle' },
      { content: amount, width: 22, drop: 1 },
    ];
    return ['    ', ...fitCells(cells, tableWidth(layout) - 4, glyphs)];
  });
}

interface Sentence {
  sign: Sign;
  text: string;
}

/** What to know before a yes, the most important first. */
export function reviewSentences(review: Review): Sentence[] {
  const { plan, interruption } = review;
  const changes = plan.kind === 'in-place' ? changesOf(totalsOf(plan)) : 1;
  const warnings = [
    ...plan.members.flatMap(({ part, flaw }) =>
      flaw === null ? [] : [words.notWhole(partName(part), flaw)],
    ),
    ...plan.notes.map(({ message }) => message),
    ...leftOutSentences(plan.leftOut),
  ].map((text): Sentence => ({ sign: 'attention', text }));
  // Where nothing would change there is nothing to say yes to.
  if (changes === 0) return warnings;
  const facts = [...assurances(plan), ...placeSentences(plan)].map(
    (text): Sentence => ({ sign: 'none', text }),
  );
  return [...interruptionSentences(interruption), ...warnings, ...facts];
}

function assurances(plan: RestorePlan): string[] {
  if (plan.kind === 'to-directory') return [words.untouched];
  const { removed } = totalsOf(plan);
  const aside = removed > 0 ? `${words.removed(removed)} ${words.undo}` : words.undo;
  return [aside, words.fails];
}

function placeSentences({ kept, space, members }: RestorePlan): string[] {
  const labels = new Set(members.flatMap(({ keyLabel }) => (keyLabel === null ? [] : [keyLabel])));
  return [
    ...(kept.length > 0 ? [words.stays(kept.join(', '))] : []),
    ...space.map(({ need, free }) => words.space(need, free)),
    ...(labels.size === 0 ? [] : [words.key([...labels].join(', '))]),
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
