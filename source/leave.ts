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
