/** Sentences and words of the shell and of the components. Each screen has its own `text.ts`. */

export const keyLabels: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift+Tab',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
  'ctrl-c': 'Ctrl+C',
  'ctrl-l': 'Ctrl+L',
};

export const text = {
  program: 'Lifeboat',
  again: 'Try again',
  goBack: 'Go back',
  noInstallation: 'There is no Home Assistant to back up yet. Home offers ways to find it.',

  keys: {
    back: 'back',
    help: 'all keys',
    helpShort: 'keys',
    quit: 'quit',
    quitHelp: 'A running job goes on.',
    repaint: 'draw the screen again',
    up: 'up',
    down: 'down',
    pageUp: 'a page up',
    pageDown: 'a page down',
    first: 'to the first',
    last: 'to the last',
    off: (label: string, reason: string) => `${label}: not now, ${reason}.`,
    offMark: 'off',
    title: (screen: string) => `Keys on ${screen}`,
    close: 'close',
  },

  home: { isFirst: 'This is the first screen. q quits.' },

  list: {
    position: (at: number, count: number) => `${at} of ${count}`,
    empty: 'Nothing here.',
  },

  tree: {
    tick: 'pick',
    all: 'all or none',
    open: 'open folder',
    openShort: 'open',
    close: 'close folder',
    closeShort: 'close',
    up: 'to the folder around it',
  },

  find: {
    label: 'find',
    prompt: 'Find:',
    none: 'Nothing fits.',
    drop: 'show all again',
    next: 'next hit',
    previous: 'hit before',
  },

  dialog: {
    choose: 'choose',
    /** Around the word: "Type  delete 3  to go on:". */
    typeBefore: 'Type',
    typeAfter: 'to go on:',
    noPaste: 'Please type it: pasting is not taken here.',
    notTheWord: (word: string) => `That is not "${word}". Nothing was done.`,
    confirm: 'go on',
    cancel: 'leave it as it is',
  },

  field: {
    done: 'take it',
    cancel: 'leave',
    edits: {
      left: 'a character left',
      right: 'a character right',
      start: 'to the beginning',
      end: 'to the end',
      eraseLeft: 'erase before',
      eraseRight: 'erase after',
      eraseAll: 'erase all',
    },
  },

  progress: { left: (time: string) => `${time} left`, perSecond: (bytes: string) => `${bytes}/s` },

  error: {
    details: 'technical details',
    detailsShort: 'details',
    less: 'hide details',
    unknownCode: 'FAULT',
  },

  tooSmall: (needed: string, present: string) =>
    `This window is too small: ${needed} is needed, it is ${present}. q quits.`,

  broken: {
    title: 'This screen cannot be shown',
    what: 'A fault of Lifeboat, not of yours. Nothing was changed by it; running jobs go on.',
    home: 'To the first screen',
  },

  crash: (message: string) =>
    [
      `Lifeboat had to stop: ${message}`,
      'This is a fault of Lifeboat. It changed nothing by stopping; a running job goes on.',
    ].join('\n'),

  needsTerminal: 'The screens need a terminal for both input and output.',

  plain: {
    choose: 'Number, or q to quit:',
    notOne: (count: number) =>
      count === 0
        ? 'There is nothing to choose yet: type q.'
        : `Please type a number from 1 to ${count}, or q.`,
    bye: 'Goodbye.',
    needs: ' (needs you)',
    watch: 'Watch the job that runs',
  },
} as const;
