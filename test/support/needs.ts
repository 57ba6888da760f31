/** Tests that want something which not every machine has say so, and are skipped without it. */

/**
 * Why a test is skipped, or false where `isThere`. Where LIFEBOAT_TEST_REQUIRE=1 (continuous integration) nothing may be
 * skipped for what is missing: throws.
 */
export function skipUnless(isThere: boolean, reason: string): string | false {
  if (isThere) return false;
  if (process.env.LIFEBOAT_TEST_REQUIRE === '1') throw new Error(reason);
  return reason;
}

/** The same for what an environment variable would name: it is not set. */
export function skipWithout(variable: string, what: string): string | false {
  return skipUnless(Boolean(process.env[variable]), `${variable} names no ${what}`);
}

/** The value of a variable that `skipWithout` found set. */
export function needed(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set`);
  return value;
}
