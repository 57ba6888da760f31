/** What stands above the page of a job. */
import type { Job, JobWork } from '../../core/jobs/types.ts';
import type { Span } from '../draw/spans.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import { jobText } from './text.ts';

/** The titles from Home to here; the page itself is named by what its job does. */
export function jobTitle({ record }: Job, trail: readonly string[], glyphs: Glyphs): Span {
  const titles = [...trail.slice(0, -1), jobText.kind(record.work.kind)];
  return { text: titles.join(` ${glyphs.crumb} `), role: 'accent' };
}

/** The backup that it is about; '' where it has none or several. */
export function subjectOf(work: JobWork): string {
  if (work.kind === 'backup') return work.plan.name;
  return work.kind === 'restore' ? work.plan.backup.name : '';
}
