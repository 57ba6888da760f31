/** A device in a folder: its well-known places, and the answers of the programs that are asked on it. */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { CommandResult, World } from '../../core/world.ts';
import { testFolder } from './folder.ts';
import { testWorld } from './world.ts';

/** Answers by the start of the command line; a number is an exit code, a text what is printed. */
export type Answers = Record<string, string | number>;

export interface Device {
  root: string;
  world: World;
  /** The command lines that were run, in order. */
  commands: string[];
  /** Writes a file at an absolute path of the device, with the folders on the way; returns its path here. */
  file(absolute: string, content?: string): string;
  folder(absolute: string): string;
  /** Makes a Home Assistant configuration there. */
  configuration(absolute: string, version?: string): string;
  /** May be changed while the test runs. */
  answers: Answers;
}

export function testDevice(t: TestContext, env: Record<string, string> = {}): Device {
  const root = realpathSync(testFolder(t));
  const commands: string[] = [];
  const answers: Answers = {};
  const at = (absolute: string) => path.join(root, absolute);
  const device: Device = {
    root,
    commands,
    answers,
    world: testWorld({
      root,
      home: at('/root'),
      env,
      async run(file, args) {
        const line = [file, ...args].join(' ');
        commands.push(line);
        return answerTo(line, answers);
      },
    }),
    file(absolute, content = '') {
      mkdirSync(path.dirname(at(absolute)), { recursive: true });
      writeFileSync(at(absolute), content);
      return at(absolute);
    },
    folder(absolute) {
      mkdirSync(at(absolute), { recursive: true });
      return at(absolute);
    },
    configuration(absolute, version = '2026.11.0') {
      device.file(`${absolute}/.HA_VERSION`, version);
      device.file(`${absolute}/configuration.yaml`, 'default_config:\n');
      return at(absolute);
    },
  };
  return device;
}

/** A program that nobody answers for is missing. */
function answerTo(line: string, answers: Answers): CommandResult {
  const start = Object.keys(answers)
    .filter((key) => line.startsWith(key))
    .sort((one, other) => other.length - one.length)[0];
  const answer = start === undefined ? 127 : (answers[start] ?? 127);
  if (typeof answer === 'number') return { exitCode: answer, stdout: '', stderr: 'It said no.' };
  return { exitCode: 0, stdout: answer, stderr: '' };
}

/** What `docker ps` and `docker inspect` print for one container; mounts are [inside, source]. */
export function dockerAnswers(name: string, mounts: [string, string][]): Answers {
  const container = {
    Name: `/${name}`,
    State: { Running: true },
    Mounts: mounts.map(([inside, source]) => ({
      Type: 'bind',
      Source: source,
      Destination: inside,
      RW: true,
    })),
  };
  return {
    'docker ps': 'abcdef0123456789\n',
    'docker inspect --type container': JSON.stringify([container]),
    'docker inspect --format': 'true\n',
  };
}
