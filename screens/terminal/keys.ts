/** From what a terminal sends to names of keys. */
import type { Key } from 'ink';

/** `up`, `enter`, `ctrl-c`, `space`; anything printable is its own name: `a`, `G`, `?`. */
export type KeyName = string;

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function splitGraphemes(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Longer chunks on a menu are a paste, and a paste must not run commands. */
const longestTyping = 8;

export interface Chunk {
  /** What Ink hands over: printable text, several keys of it where they were typed fast. */
  input: string;
  key: Key;
}

/** The key that is none of printable text, or null. */
function namedKey({ input, key }: Chunk): KeyName | null {
  for (const [flag, name] of named) if (key[flag]) return name;
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  if (key.ctrl) return input === '' ? null : `ctrl-${input}`;
  // No key of ours is held with Alt, so this is Esc and a letter that came in one packet.
  if (key.meta) return 'escape';
  return null;
}

/** The keys of a chunk where single keys are commands. */
export function chunkKeys(chunk: Chunk): KeyName[] {
  const name = namedKey(chunk);
  if (name) return [name];
  if (chunk.input.length > longestTyping) return [];
  return splitGraphemes(chunk.input).map(printableKey);
}

function printableKey(grapheme: string): KeyName {
  if (grapheme === ' ') return 'space';
  if (grapheme === '\t') return 'tab';
  if (/[\r\n]/.test(grapheme)) return 'enter';
  return grapheme;
}

export type Typed = { text: string } | { press: KeyName };

/** The same for a text field: text up to the first Enter, then Enter; what came after it is dropped. */
export function chunkText(chunk: Chunk): Typed[] {
  const name = namedKey(chunk);
  if (name) return [{ press: name }];
  const end = chunk.input.search(/[\r\n]/);
  const text = end < 0 ? chunk.input : chunk.input.slice(0, end);
  if (text === '\t') return [{ press: 'tab' }];
  return [
    ...(text === '' ? [] : [{ text: text.replaceAll('\t', ' ') }]),
    ...(end < 0 ? [] : [{ press: 'enter' }]),
  ];
}
