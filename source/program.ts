/** The command line: what there is, and how a command begins and ends. */
import { Command, CommanderError } from 'commander';
import { LifeboatError } from '../core/errors.ts';
import { version } from '../core/version.ts';
import { realWorld } from '../core/world.ts';
import { backupCommand } from './commands/backup.ts';
import { copyCommand } from './commands/copy.ts';
import { deleteCommand } from './commands/delete.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { home } from './commands/home.ts';
import { jobCommand } from './commands/job.ts';
import { jobsCommand } from './commands/jobs.ts';
import { keyCommand } from './commands/key.ts';
import { listCommand } from './commands/list.ts';
import { locationsCommand } from './commands/locations.ts';
import { pinCommand } from './commands/pin.ts';
import { prepareCommand } from './commands/prepare.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { restoreCommand } from './commands/restore.ts';
import { runCommand } from './commands/run.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { settingsCommand } from './commands/settings.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { undoCommand } from './commands/undo.ts';
import { verifyCommand } from './commands/verify.ts';
import { Context, type Globals, type Start } from './context.ts';
import { tellFailure } from './output/failure.ts';
import { createOutput } from './output/output.ts';

/** Runs the command that the words name. The exit code. */
export async function runProgram(words: string[]): Promise<number> {
  let exitCode = 0;
  const isJson = words.includes('--json');
  process.on('uncaughtException', (error) =>
    process.exit(tellFailure(error, createOutput({ json: isJson }))),
  );
  const start: Start = async (command, work) => {
    const globals = command.optsWithGlobals<Globals>();
    const output = createOutput(globals);
    try {
      refuseEmpty(command);
      exitCode = (await work(new Context(realWorld(), output, globals))) ?? 0;
    } catch (error) {
      exitCode = tellFailure(error, output);
    }
  };
  try {
    await program(start).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      exitCode = tellFailure(wrongUsage(error.message), createOutput({ json: isJson }));
  }
  return exitCode;
}

function program(start: Start): Command {
  const root = new Command('lifeboat')
    .description(
      'Backs up and restores Home Assistant from the device itself. Without a command: the screens.',
    )
    .version(version)
    .option('--json', 'one JSON document on standard output; a long job gives one line per event')
    .option('-y, --yes', 'ask nothing: the answer is yes')
    .option('--key-file <file>', 'the encryption key, in the first line of a file; - reads standard input')
    .option('--installation <dir>', 'a Home Assistant configuration directory; otherwise found')
    .option('--home <dir>', 'where Lifeboat keeps its own settings, keys and journals')
    .option('--ascii', 'draw with plain ASCII characters')
    .option('--no-color', 'draw without colours')
    .option('--plain', 'menus and progress in lines, for screen readers and simple terminals')
    .usage('[options] [command]')
    .argument('[command]')
    .action((name: string | undefined, _options, command: Command) =>
      start(command, (context) => {
        if (name !== undefined) throw wrongUsage(`There is no command ${name}.`);
        return home(context);
      }),
    );
  const commands = [
    backupCommand,
    statusCommand,
    prepareCommand,
    listCommand,
    showCommand,
    diffCommand,
    verifyCommand,
    restoreCommand,
    undoCommand,
    copyCommand,
    pinCommand,
    deleteCommand,
    rehearseCommand,
    runCommand,
    scheduleCommand,
    locationsCommand,
    keyCommand,
    jobsCommand,
    settingsCommand,
    demoCommand,
  ];
  for (const command of commands) root.addCommand(command(start));
  root.addCommand(jobCommand(start), { hidden: true });
  root.addHelpText('afterAll', ({ command }) =>
    command === root
      ? '\n`lifeboat COMMAND --help` has the options of one command.'
      : '\n`lifeboat --help` has the options of every command, such as --json and --yes.',
  );
  return quiet(root);
}

/** Commander throws instead of ending the process, and leaves telling about it to us. */
function quiet(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) quiet(child);
  return command;
}

/**
 * An empty word is a variable of a script that is not set, and as a path it would be the directory at hand. Only
 * `--exclude ''` means something: nothing is left out.
 */
function refuseEmpty(command: Command): void {
  const { exclude: _, ...options } = command.optsWithGlobals<Record<string, unknown>>();
  const named = [
    ...command.registeredArguments.map((argument, index) => [
      `<${argument.name()}>`,
      command.processedArgs[index],
    ]),
    ...Object.entries(options).map(([name, value]) => [flagOf(name), value]),
  ];
  const empty = named.find(([, value]) => [value].flat().includes(''));
  if (empty) throw wrongUsage(`${empty[0]} is empty.`);
}

/** `keyFile` is given as `--key-file`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function wrongUsage(message: string): LifeboatError {
  return new LifeboatError('usage', 'USAGE', message.replace(/^error: /, ''), {
    safe: 'Nothing was changed.',
    remedies: ['lifeboat --help', 'lifeboat COMMAND --help'],
  });
}
