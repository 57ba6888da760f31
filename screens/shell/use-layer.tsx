import { createContext, type ReactNode, use, useLayoutEffect, useRef } from 'react';
import { type Layer, LayerStack } from './layers.ts';

export const LayerStackContext = createContext(new LayerStack());

/** How many layers lie below. */
const DepthContext = createContext(0);

/** What stands inside lies one layer higher. */
export function Raised({ children }: { children: ReactNode }) {
  const depth = use(DepthContext);
  return <DepthContext value={depth + 1}>{children}</DepthContext>;
}

/** Takes keys as long as the component is there, above the layers that the component stands in; null: none. */
export function useLayer(layer: Layer | null): void {
  const stack = use(LayerStackContext);
  const depth = use(DepthContext);
  const place = useRef<ReturnType<LayerStack['add']> | null>(null);
  const isOn = layer !== null;
  const latest = useRef(layer);
  useLayoutEffect(() => {
    latest.current = layer;
    if (layer) place.current?.(layer);
  });
  useLayoutEffect(() => {
    if (!isOn || !latest.current) return undefined;
    const update = stack.add(depth, latest.current);
    place.current = update;
    return () => {
      place.current = null;
      update(null);
    };
  }, [stack, depth, isOn]);
}
