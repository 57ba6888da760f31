/** Runs the built program the way a script does: arguments in, exit code and text out, no terminal. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const program = path.resolve('dist/lifeboat.js');

export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Environment: that of the tests without any LIFEBOAT_ setting of its own. */
export function lifeboat(args: string[], input = ''): Promise<Outcome> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('LIFEBOAT_')),
  );
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    outcome.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
  });
  child.stdin.on('error', () => {}).end(input); // a command that reads no stdin may close it first
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...outcome, exitCode }));
  });
}

/** Runs a command with `--json`, expects the exit code, and returns its document: the last one where there are several. */
export async function lifeboatJson<Document>(args: string[], exitCode = 0): Promise<Document> {
  const outcome = await lifeboat([...args, '--json']);
  if (outcome.exitCode !== exitCode)
    throw new Error(
      `lifeboat ${args.join(' ')} left with ${outcome.exitCode}\n${outcome.stdout}\n${outcome.stderr}`,
    );
  return lastDocument(outcome.stdout) as Document;
}

function lastDocument(text: string): unknown {
  const lines = text.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  return JSON.parse(lines.length > 1 && last.startsWith('{') && last.endsWith('}') ? last : text);
}
