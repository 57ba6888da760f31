/** What is known about one backup, as facts with their names; the most important first. */
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import type { Span } from '../draw/spans.ts';
import { partName } from '../part-name.ts';
import { type BackupsModel, checkOf } from './model.ts';
import { backupsText } from './text.ts';

/** Which keys open it. `unknown`: not looked up yet, or it could not be. */
export type KeyState = { state: 'unknown' | 'failed' } | { state: 'known'; labels: readonly string[] | null };

export type Fact = readonly [name: string, value: Span];

const { detail } = backupsText;

export function detailFacts(entry: CatalogEntry, model: BackupsModel, key: KeyState, now: Date): Fact[] {
  const warning = !entry.whole ? detail.notWhole : !entry.complete ? detail.incomplete : null;
  return [
    ...(warning ? [['', { text: warning, role: 'attention' }] as const] : []),
    [detail.holds, { text: holds(entry) }],
    [detail.key, keyWords(entry, key)],
    [detail.name, { text: entry.name || detail.noName }],
    [detail.checked, checkedWords(entry, model, now)],
    [detail.made, { text: madeBy(entry) }],
    ...entry.locations.map(({ path }, at): Fact => [at === 0 ? detail.copies : '', { text: path }]),
    [detail.id, { text: entry.id }],
  ];
}

const folders = new Set(['homeassistant', 'database', 'share', 'ssl', 'media', 'addons/local', 'supervisor']);

/** `Home Assistant 2026.11.2, history, share, ssl, 11 apps`. */
function holds({ parts, homeassistantVersion }: CatalogEntry): string {
  const hasCore = parts.includes('homeassistant');
  const history = parts.includes('database') ? detail.history : detail.noHistory;
  const others = parts.filter((part) => folders.has(part) && part !== 'homeassistant' && part !== 'database');
  const apps = parts.filter((part) => !folders.has(part)).length;
  return [
    ...(hasCore ? [detail.homeAssistant(homeassistantVersion), history] : [detail.homeAssistant(null)]),
    ...others.map(partName),
    ...(apps > 0 ? [detail.apps(apps)] : []),
  ].join(', ');
}

function keyWords({ encrypted }: CatalogEntry, key: KeyState): Span {
  if (!encrypted) return { text: detail.notEncrypted, role: 'attention' };
  if (key.state !== 'known')
    return { text: key.state === 'failed' ? detail.keyUnknown : detail.lookingForKey };
  return key.labels === null
    ? { text: detail.noKey, role: 'attention' }
    : { text: detail.opens(key.labels.join(', ')) };
}

function checkedWords(entry: CatalogEntry, model: BackupsModel, now: Date): Span {
  const check = checkOf(entry, model);
  if (check === null) return { text: detail.never, role: 'muted' };
  const word = check.state === 'whole' ? detail.whole : backupsText.state[check.state];
  return { text: detail.checkedAt(word, check.at, now), role: check.state === 'whole' ? 'good' : 'danger' };
}

function madeBy({ maker, plan }: CatalogEntry): string {
  if (maker !== 'lifeboat') return detail.maker[maker];
  return `${detail.maker.lifeboat}, ${plan === null ? detail.byHand : detail.byPlan(plan)}`;
}
