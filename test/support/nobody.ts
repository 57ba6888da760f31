/** Root may read anything: what others meet has to be tried as somebody else. */
const nobody = 65_534;

/** Runs something with the rights of nobody where the tests run as root, else with their own; all threads have them. */
export async function asNobody<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return run();
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
