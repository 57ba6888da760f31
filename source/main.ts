/**
 * The program's entry. It knows the Node it was given before it loads anything that an old one lacks: nothing may be
 * imported statically here that Node 20 does not have.
 */
import { leave } from './leave.ts';
import { loadProgram } from './load.ts';

const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `Lifeboat needs Node.js ${needed} or newer; this is ${process.version}. Nothing was changed.\n` +
      'Get it from https://nodejs.org, or from the packages of your system, and start Lifeboat with it.\n',
  );
  process.exit(1);
}

// Threads for files: each dead mount may keep one or two of them, and four are all there are otherwise.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { runProgram } = await loadProgram();
// The end of the command is the end of the process, whatever still waits for an answer.
leave(await runProgram(process.argv.slice(2)));
