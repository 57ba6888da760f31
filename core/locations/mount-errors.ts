/** Why something cannot be mounted, as errors. */
import { LifeboatError } from '../errors.ts';

export function unreachable(code: string, message: string, remedies: string[]): LifeboatError {
  return new LifeboatError('unreachable', code, message, { safe: 'Nothing was changed.', remedies });
}

export function needsRoot(address: string): LifeboatError {
  return unreachable('MOUNT_NEEDS_ROOT', `${address} is not mounted, and only root may mount it.`, [
    'Run the command with sudo.',
    'Mount it yourself, then try again.',
  ]);
}

/** A program that is not installed, and the Debian package that has it. */
export function noProgram(program: string, debianPackage: string): LifeboatError {
  return unreachable('PROGRAM_MISSING', `The program ${program} is not installed.`, [
    `Install it, on Debian and Raspberry Pi OS with: sudo apt install ${debianPackage}`,
  ]);
}

/** What `mount` says first, without the name of the mount point, which means nothing to anybody. */
export function firstWords(output: string): string {
  const line = output.split('\n').find((text) => text.trim() !== '') ?? 'mount does not say why';
  return line.trim().replace(/^mount(\.\w+)?: (\/\S+: )?/, '');
}
