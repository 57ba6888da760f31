/** Ending the process, also where a call to a dead network mount never comes back. */

/**
 * Node waits at its end for the threads that file calls run in, and one of them may wait for ever. Then the process becomes
 * another program that only leaves with this code: that ends all threads. What listens for the end is heard before.
 */
export function leave(code: number): never {
  const isStuck = process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
  // Node 24 has it, Windows does not.
  if (isStuck && typeof process.execve === 'function') {
    process.emit('exit', code);
    process.execve('/bin/sh', ['sh', '-c', `exit ${code}`], process.env);
  }
  process.exit(code);
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Meanwhile a signal ends the process in that way: what was only for the time being is then cleared up. */
export async function leavingOnSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = (signal: NodeJS.Signals) => leave(signals[signal as keyof typeof signals]);
  const names = Object.keys(signals) as (keyof typeof signals)[];
  for (const name of names) process.on(name, end);
  try {
    return await work();
  } finally {
    for (const name of names) process.off(name, end);
  }
}
