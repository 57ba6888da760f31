/** What stands above the page of a job. */
import type { Job, JobWork } from '../../core/jobs/types.ts';
import { stepBar } from '../components/step-bar.ts';
import type { Content } from '../draw/spans.ts';
import { restoreText } from '../restore/text.ts';
import type { Look } from '../shell/look.ts';
import { jobText } from './text.ts';

/** The titles from Home to here; the page itself is named by what its job does. A restore is in the last of its steps. */
export function jobTitle({ record }: Job, trail: readonly string[], { glyphs, layout }: Look): Content {
  const { title, steps } = restoreText;
  if (record.work.kind === 'restore') return stepBar(title, steps, steps.length - 1, layout.width);
  const titles = [...trail.slice(0, -1), jobText.kind(record.work.kind)];
  return { text: titles.join(` ${glyphs.crumb} `), role: 'accent' };
}

/** The backup that it is about; '' where it has none or several. */
export function subjectOf(work: JobWork): string {
  if (work.kind === 'backup') return work.plan.name;
  return work.kind === 'restore' ? work.plan.backup.name : '';
}
