/** The real `securetar` package, in the Python that LIFEBOAT_TEST_PYTHON names (its path). */
import { spawnSync } from 'node:child_process';
import { needed, skipWithout } from './needs.ts';

/** Why tests with securetar are skipped, or false. */
export function skipWithoutSecuretar(): string | false {
  return skipWithout('LIFEBOAT_TEST_PYTHON', 'Python with securetar');
}

/**
 * Runs the helper beside the interop tests, the key on its stdin; its answer. Throws with its stderr when it fails.
 * `variable` names the Python: Home Assistant's own has the package too.
 */
export function securetar<Answer>(
  words: string[],
  key: string | null,
  variable = 'LIFEBOAT_TEST_PYTHON',
): Answer {
  const { error, status, stdout, stderr } = spawnSync(
    needed(variable),
    ['test/interop/securetar_helper.py', ...words],
    { input: `${key ?? ''}\n`, encoding: 'utf8' },
  );
  if (status !== 0) throw error ?? new Error(stderr);
  return JSON.parse(stdout) as Answer;
}
