import { runProgram } from './program.ts';

/** Runs a command with `--json`, expects the exit code, and returns its document: the last where there are several. */
export async function resultOf<Document>(home: string, words: string[], exitCode = 0): Promise<Document> {
  const ended = await runProgram([...words, '--json'], { home });
  const last = ended.events<Document>().at(-1);
  if (ended.exitCode === exitCode && last) return last;
  throw new Error(
    `lifeboat ${words.join(' ')} left with ${ended.exitCode}\n${ended.stdout}\n${ended.stderr}`,
  );
}
