/** What a check found, copy by copy: the worst first. */
import type { PartCheck, VerifyState } from '../../../core/archive/verify.ts';
import type { JobResults } from '../../../core/jobs/types.ts';
import type { Sign } from '../../components/sign.ts';
import { partName } from '../../part-name.ts';
import { verifyText } from '../text.ts';
import type { EndedJob, Result, ResultLine } from './result.ts';

type CopyResult = JobResults['verify']['results'][number];

const signs: Readonly<Record<VerifyState, Sign>> = {
  damaged: 'danger',
  unreadable: 'danger',
  'wrong-key': 'attention',
  whole: 'ok',
};
const worstFirst = Object.keys(signs) as VerifyState[];

export function verifyResult({ end }: EndedJob): Result {
  const { results } = end.result as JobResults['verify'];
  const ordered = worstFirst.flatMap((state) => results.filter((result) => result.state === state));
  const worst = ordered[0]?.state ?? 'whole';
  return {
    sign: signs[worst],
    sentence: sentenceOf(results, worst),
    lines: ordered.flatMap(copyLines),
    details: results.flatMap(({ path, problems }) => problems.map(({ message }) => `${path}: ${message}`)),
  };
}

function sentenceOf(results: readonly CopyResult[], worst: VerifyState): string {
  const { files, bytes } = totalOf(results);
  const count = results.filter(({ state }) => state === worst).length;
  return worst === 'whole'
    ? verifyText.whole(results.length, files, bytes)
    : verifyText.bad[worst](count, results.length);
}

function totalOf(results: readonly CopyResult[]): { files: number; bytes: number } {
  const parts = results.flatMap((result) => result.parts);
  return {
    files: parts.reduce((sum, part) => sum + part.files, 0),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
}

function copyLines(result: CopyResult): ResultLine[] {
  const { path, state, parts, database, problems } = result;
  const bad = parts.filter((part) => part.state !== 'whole');
  const flaws = bad.map((part): ResultLine => ({ sign: 'none', text: partLine(part) }));
  const [problem] = problems;
  // Where no part is to blame, the archive itself is.
  if (state !== 'whole' && flaws.length === 0 && problem) flaws.push({ sign: 'none', text: problem.message });
  return [
    {
      sign: signs[state],
      text: verifyText.copy(path, verifyText.words[state], verifyText.database[database]),
    },
    ...flaws,
  ];
}

function partLine({ part, state, message }: PartCheck): string {
  return verifyText.part(partName(part), verifyText.words[state], message);
}
