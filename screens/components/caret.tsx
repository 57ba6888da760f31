import { Box, type DOMElement, measureElement, useCursor } from 'ink';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface CaretProps {
  /** Cells from the left edge and rows from the top of what stands inside; null: no cursor here. */
  at: { x: number; y: number } | null;
  children: ReactNode;
}

/** Puts the terminal's own cursor into what it holds: screen readers and input methods follow it. */
export function Caret({ at, children }: CaretProps) {
  const box = useRef<DOMElement>(null);
  const [origin, setOrigin] = useState<{ x: number; y: number } | null>(null);
  const { setCursorPosition } = useCursor();
  // Ink lays out in the commit, so where the box came to stand is known after it.
  useLayoutEffect(() => {
    if (!box.current) return;
    const { x, y } = measureElement(box.current);
    setOrigin((before) => (before?.x === x && before.y === y ? before : { x, y }));
  });
  setCursorPosition(at && origin ? { x: origin.x + at.x, y: origin.y + at.y } : undefined);
  return (
    <Box ref={box} flexDirection="column" flexShrink={0}>
      {children}
    </Box>
  );
}
