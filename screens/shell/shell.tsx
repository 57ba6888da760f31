import { Box, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useMemo, useReducer, useState } from 'react';
import { Line } from '../components/line.tsx';
import type { ScreenContext } from '../context.ts';
import { wrap } from '../draw/text.ts';
import { glyphSets } from '../terminal/glyphs.ts';
import { colorTheme, plainTheme } from '../terminal/theme.ts';
import type { TerminalTraits } from '../terminal/traits.ts';
import { text } from '../text.ts';
import { type Binding, backBinding } from './binding.ts';
import { KeyQueue } from './key-queue.ts';
import { LayerStack } from './layers.ts';
import { layoutFor, smallest } from './layout.ts';
import { LookContext, useLook } from './look.ts';
import { here, type Place, startAt } from './navigation.ts';
import type { Registry } from './screen.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import { EntryContext, FrameContext, type ShellApi, ShellContext } from './shell-context.ts';
import { shellReducer } from './shell-state.ts';
import { LayerStackContext, Raised, useLayer } from './use-layer.tsx';

export interface ShellProps {
  context: ScreenContext;
  traits: Pick<TerminalTraits, 'glyphs' | 'hasColor'>;
  registry: Registry;
  start: Place;
  /** The user left; the exit code. */
  onLeave: (code: number) => void;
  /** Asks the terminal for its size again and clears it; the terminal is not Ink's meanwhile. */
  onRepaint: () => Promise<void>;
}

/** What stands around all screens: where the user is, who gets the keys, how things are drawn. */
export function Shell({ context, traits, registry, start, onLeave, onRepaint }: ShellProps) {
  const [layers] = useState(() => new LayerStack());
  const [state, step] = useReducer(shellReducer, {
    navigation: startAt(start),
    message: null,
    help: null,
    installation: context.installation,
    leaving: null,
  });
  const { columns, rows } = useWindowSize();
  const look = useMemo(
    () => ({
      glyphs: glyphSets[traits.glyphs],
      theme: traits.hasColor ? colorTheme : plainTheme,
      layout: layoutFor(columns, rows),
    }),
    [traits.glyphs, traits.hasColor, columns, rows],
  );
  const { leaving } = state;
  useEffect(() => {
    if (leaving !== null) onLeave(leaving);
  }, [leaving, onLeave]);

  const { navigation, installation, message, help } = state;
  const api = useMemo<ShellApi>(
    () => ({
      context: { ...context, installation },
      tasks: Object.entries(registry).flatMap(([screen, { task }]) => (task ? [{ screen, task }] : [])),
      trail: navigation.stack.map(({ screen }) => registry[screen]?.title ?? screen),
      open: (route) => step({ to: 'open', place: route }),
      replace: (route) => step({ to: 'replace', place: route }),
      openTask: (screen) => step({ to: 'open', place: { screen, params: null } }),
      back: () => step({ to: 'back' }),
      goHome: () => step({ to: 'home' }),
      say: (words, role = 'plain') => step({ to: 'say', message: { text: words, role } }),
      setInstallation: (found) => step({ to: 'use', installation: found }),
      quit: () => step({ to: 'leave', code: 0 }),
    }),
    [context, installation, navigation, registry],
  );
  const frame = useMemo(
    () => ({ message, help, closeHelp: () => step({ to: 'help', layers: null }) }),
    [message, help],
  );
  // Ink draws one more frame when it ends: an empty one, because a whole one takes a quarter of a second on a serial line.
  if (leaving !== null) return null;
  const entry = here(navigation);
  const Screen = registry[entry.screen]?.View;
  if (!Screen) throw new Error(`No screen is called ${entry.screen}`);
  return (
    <LookContext value={look}>
      <LayerStackContext value={layers}>
        <ShellContext value={api}>
          <FrameContext value={frame}>
            <Keys
              layers={layers}
              isHome={navigation.stack.length === 1}
              onKey={() => step({ to: 'say', message: null })}
              onHelp={() => step({ to: 'help', layers: layers.layers() })}
              onLeave={(code) => step({ to: 'leave', code })}
              onRepaint={onRepaint}
              api={api}
            />
            <Raised>
              {look.layout.tier === 'tiny' ? (
                <TooSmall />
              ) : (
                <EntryContext key={entry.id} value={entry}>
                  <ScreenBoundary>
                    <Screen params={entry.params as never} />
                  </ScreenBoundary>
                </EntryContext>
              )}
            </Raised>
          </FrameContext>
        </ShellContext>
      </LayerStackContext>
    </LookContext>
  );
}

interface KeysProps {
  layers: LayerStack;
  isHome: boolean;
  onKey: () => void;
  onHelp: () => void;
  onLeave: (code: number) => void;
  onRepaint: () => Promise<void>;
  api: ShellApi;
}

/** The one place where keys come in, and the layer below all others: what works everywhere. */
function Keys({ layers, isHome, onKey, onHelp, onLeave, onRepaint, api }: KeysProps) {
  const { suspendTerminal } = useApp();
  const [queue] = useState(
    () =>
      new KeyQueue(layers, {
        onKey,
        onOff: ({ label, whenOff }) => api.say(text.keys.off(label, whenOff ?? ''), 'attention'),
      }),
  );
  useInput((input, key) => queue.push({ chunk: { input, key } }));
  usePaste((paste) => queue.push({ paste }));
  const everywhere: Binding[] = [
    backBinding(isHome ? () => api.say(text.home.isFirst) : api.back),
    { keys: ['?'], label: text.keys.help, short: text.keys.helpShort, run: onHelp },
    { keys: ['ctrl-l'], label: text.keys.repaint, run: () => void suspendTerminal(onRepaint) },
    { keys: ['q'], label: text.keys.quit, help: text.keys.quitHelp, run: () => onLeave(0) },
    { keys: ['ctrl-c'], label: text.keys.quit, run: () => onLeave(130) },
  ];
  useLayer({ bindings: everywhere });
  return null;
}

function TooSmall() {
  const { layout } = useLook();
  const sentence = text.tooSmall(
    `${smallest.columns} x ${smallest.rows}`,
    `${layout.columns} x ${layout.rows}`,
  );
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows} paddingX={1} overflow="hidden">
      {wrap(sentence, layout.width).map((line) => (
        <Line key={line} content={line} />
      ))}
    </Box>
  );
}
