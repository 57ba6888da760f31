/**
 * Ends a file of tests that does not end by itself, which the runner would wait for for ever: a test that timed out leaves
 * behind what it waited for. It is a failure then. `LIFEBOAT_TEST_PATIENCE`: minutes.
 */
const minutes = Number(process.env.LIFEBOAT_TEST_PATIENCE);

setTimeout(() => {
  console.error(`This file did not end within ${minutes} minutes.`);
  process.exit(1);
}, minutes * 60_000).unref();
