/** Prints the files of a backup while they are read: however many there are, they take no memory. */
import { eachFile } from '../../core/archive/list-files.ts';
import type { Archive, CandidateKey, ListedFile, Problem } from '../../core/archive/types.ts';
import { formatDate } from '../../core/calendar.ts';
import { LifeboatError } from '../../core/errors.ts';
import { formatBytes, showHidden } from '../../core/format.ts';
import type { Context } from '../context.ts';
import { type Output, OutputClosed } from '../output/output.ts';

/** `head` is what the document of --json begins with. The exit code. */
export async function showFiles(
  context: Context,
  head: object,
  archive: Archive,
  keys: readonly CandidateKey[],
  under: string | undefined,
): Promise<number | undefined> {
  const { output } = context;
  const zone = await context.zone();
  const lines = new Lines(output);
  let count = 0;
  const tell = (file: ListedFile) => {
    if (output.json) lines.add(`${count === 0 ? openList(head) : ','}${JSON.stringify(file)}`);
    else lines.add(`${showHidden(row(file, zone))}\n`);
    count += 1;
  };
  try {
    const unread = await eachFile(archive, keys, tell, under === undefined ? {} : { under });
    const [problem] = unread;
    if (count === 0 && problem) throw asError(problem);
    if (count === 0 && under !== undefined) throw noSuchPath(under);
    const problems = [...archive.problems, ...unread];
    if (output.json)
      lines.add(`${count === 0 ? openList(head) : ''}],"problems":${JSON.stringify(problems)}}\n`);
    lines.flush();
    for (const { path, message } of unread) output.note(`${path}: ${message}`);
    return problem ? asError(problem).exitCode : undefined;
  } catch (error) {
    if (error instanceof OutputClosed) return undefined;
    throw error;
  }
}

/** Everything of the document but the files and what comes behind them. */
function openList(head: object): string {
  return `${JSON.stringify(head).slice(0, -1)},"files":[`;
}

function row({ path, type, size, mtime, link }: ListedFile, zone: string): string {
  const target = link === null ? '' : ` -> ${link}`;
  const shownSize = (type === 'file' ? formatBytes(size) : type).padStart(8);
  return `${formatDate(mtime, zone)}  ${shownSize}  ${path}${type === 'folder' ? '/' : ''}${target}`;
}

const batch = 64 * 1024;

/** Small pieces of text in few writes. */
class Lines {
  readonly #output: Output;
  #text = '';

  constructor(output: Output) {
    this.#output = output;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= batch) this.flush();
  }

  flush(): void {
    this.#output.raw(Buffer.from(this.#text));
    this.#text = '';
  }
}

/** What could not be read, as the failure it is. */
function asError({ code, message }: Problem): LifeboatError {
  const isKey = code === 'WRONG_KEY' || code === 'KEY_MISSING';
  return new LifeboatError(isKey ? 'wrong-key' : 'damaged', code, message, {
    safe: 'Nothing was changed.',
    remedies: isKey
      ? ['Give the key with --key-file FILE.', 'See the keys that are known: lifeboat key']
      : [],
  });
}

function noSuchPath(path: string): LifeboatError {
  return new LifeboatError('not-found', 'NO_SUCH_FILE', `There is nothing like ${path} in this backup.`, {
    safe: 'Nothing was changed.',
    remedies: ['See all: lifeboat show BACKUP --files'],
  });
}
