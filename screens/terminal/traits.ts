/** What the terminal can do, read from its environment. */
import type { GlyphSet } from './glyphs.ts';

export interface TerminalTraits {
  glyphs: GlyphSet;
  hasColor: boolean;
  /** False: it keeps one screen only, which is cleared on entry and on exit. */
  hasAlternateScreen: boolean;
  /** Frames a second: a serial line at 9600 baud takes a fifth of a second for one key. */
  maxFps: number;
  /** Cannot address its cursor, or is read aloud: the linear menus are used. */
  isLinear: boolean;
}

export interface TerminalWishes {
  /** `--ascii`, or the setting of that name. */
  isAscii?: boolean;
  /** False: no colours, whatever the terminal can. */
  hasColor?: boolean;
  /** `--plain`, or the setting for screen readers. */
  isPlain?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `line` tells a serial line apart: see {@link isSerialLine}. */
export function readTraits(
  env: Environment,
  wishes: TerminalWishes,
  line: { isSerial: boolean },
): TerminalTraits {
  const term = env.TERM ?? '';
  const isOld = /^(vt\d|ansi|dumb|$)/.test(term);
  return {
    glyphs:
      wishes.isAscii === true || isOld || !isUtf8(env) ? 'ascii' : term === 'linux' ? 'console' : 'unicode',
    // https://no-color.org: set and not empty.
    hasColor: wishes.hasColor !== false && (env.NO_COLOR ?? '') === '' && !/^(vt\d|dumb|$)/.test(term),
    // The console of Linux knows no second screen before 6.18.20, 6.19.10 and 7.0.
    hasAlternateScreen: !isOld && term !== 'linux',
    maxFps: line.isSerial ? 5 : 20,
    isLinear: wishes.isPlain === true || term === 'dumb' || env.INK_SCREEN_READER === 'true',
  };
}

function isUtf8(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale);
}

/** Serial lines tell no size, and their devices are known by name. */
export function isSerialLine(size: { columns: number; rows: number }, device: string): boolean {
  return size.columns === 0 || size.rows === 0 || /^\/dev\/tty(S|AMA|USB|ACM|GS|HVC)\d+$/i.test(device);
}
