/** How this very program is started once more for a job: Node, and the file that it runs. */
import path from 'node:path';

export function thisProgram(): readonly [string, string] {
  return [process.execPath, path.resolve(process.argv[1] ?? '')];
}
