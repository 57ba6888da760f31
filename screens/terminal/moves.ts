/** What Ink sends, with the cursor moved in fewer bytes: a slow serial line takes a millisecond for each. */
import type { WriteStream } from 'node:tty';

/** `stdout` as Ink is to see it: what is written there arrives with its moves joined. */
export function withJoinedMoves(stdout: WriteStream): WriteStream {
  const write = (chunk: string | Uint8Array, ...others: never[]) =>
    stdout.write(typeof chunk === 'string' ? joinMoves(chunk) : chunk, ...others);
  return new Proxy(stdout, {
    get(stream, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(stream, name, stream);
      return typeof value === 'function' ? value.bind(stream) : value;
    },
  });
}

/**
 * A changed frame begins with a move to the first row, `CSI n A`, and goes on with `CSI E` for each row that stays as
 * it is. Those are one `CSI n E` together, and right after the move upwards one `CSI n F`. A line feed at the end of a
 * changed row is a move as well where a row follows that stays: it does not scroll.
 */
export function joinMoves(written: string): string {
  return written.replaceAll(
    /(?:\u001B\[(?<up>\d+)A|\n)?(?<down>(?:\u001B\[E)+)/g,
    (moves: string, up: string | undefined, down: string) => {
      const rows = down.length / 3 + (moves.startsWith('\n') ? 1 : 0) - Number(up ?? 0);
      if (rows === 0) return '\r';
      const many = Math.abs(rows);
      return `\u001B[${many > 1 ? many : ''}${rows > 0 ? 'E' : 'F'}`;
    },
  );
}
