import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until there is an answer, at most so many seconds; then throws with what was waited for. */
export async function until<Answer>(
  what: string,
  seconds: number,
  ask: () => Promise<Answer | null | undefined | false>,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await pause(100);
  }
}
