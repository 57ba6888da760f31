/** Tests that want something which not every machine has say so, and are skipped without it. */

/**
 * Why a test is skipped: the environment variable that would name what it wants is not set. False when it is set.
 * Where LIFEBOAT_TEST_REQUIRE=1 (continuous integration) nothing may be skipped for that: throws.
 */
export function skipWithout(variable: string, what: string): string | false {
  if (process.env[variable]) return false;
  const reason = `${variable} names no ${what}`;
  if (process.env.LIFEBOAT_TEST_REQUIRE === '1') throw new Error(reason);
  return reason;
}

/** The value of a variable that `skipWithout` found set. */
export function needed(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set`);
  return value;
}
