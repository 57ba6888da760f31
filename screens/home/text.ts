/** Home's sentences. */
import { dayAndTime } from '../../core/calendar.ts';
import { formatBytes } from '../../core/format.ts';
import type { Job } from '../../core/jobs/types.ts';
import { endedWords, lostWords, runningWords } from '../../core/jobs/words.ts';
import { freeText } from '../../core/locations/file-system.ts';
import { placesText } from '../../core/locations/places.ts';
import type { HomeModel } from './model.ts';

export const homeText = {
  title: 'Lifeboat',
  loading: 'Looking at the backups ...',
  open: 'open',
  days: 'Last 30 days',
  daysNote: (whole: number, incomplete: number, none: number) =>
    `${whole} ok, ${incomplete} incomplete, ${none} without`,
  disk: 'Disk',
  diskNote: ({ free, total }: HomeModel['disk']) =>
    total === 0 ? freeText(null) : `${freeText(free)} of ${formatBytes(total)}`,
  database: 'Database',
  databaseNote: (size: number) => `${formatBytes(size)} of history`,
  next: 'Next backup',
  nextNote: (when: string, stretch: string) => `${when}, in ${stretch}`,
  noNext: 'none is planned',
  places: 'Locations',
  placesNote: placesText,

  protection: ({ status, timeZone }: HomeModel, now: Date) => {
    const { last, locations } = status;
    if (!last) return 'Not protected.';
    const when = dayAndTime(new Date(last.date), now, timeZone);
    const kept = locations.length > 1 ? `, in ${last.locations.length} of ${locations.length} locations` : '';
    const verdict = status.protected ? 'Protected.' : 'Not protected.';
    return `${verdict}  Last backup ${when}, ${formatBytes(last.size)}${kept}.`;
  },
  protectionShort: ({ status, timeZone }: HomeModel, now: Date) => {
    const verdict = status.protected ? 'Protected' : 'Not protected';
    return status.last ? `${verdict}, ${dayAndTime(new Date(status.last.date), now, timeZone)}` : verdict;
  },
  moreReasons: (number: number) => ` (and ${number} more)`,

  jobLine: (job: Job) => (job.state === 'running' ? runningWords(job) : endedWords(job)),
  jobLabel: (job: Job) => (job.state === 'running' ? 'Watch the job' : 'What came of it'),
  jobHint: (job: Job) =>
    job.state === 'running'
      ? 'What it does at this moment, and how to stop it.'
      : 'What it did, and what can be done now.',
  jobState: (job: Job) =>
    job.state === 'running' ? 'You may close this window: it goes on.' : endedWords(job),
  lost: lostWords,

  nothing: {
    what: 'No Home Assistant was found on this device.',
    ask: 'Where is its configuration directory, the one with configuration.yaml?',
    enter: 'Enter the directory',
    restore: 'I have nothing yet: restore a backup onto this device',
    field: 'Directory:',
    demo: 'Try Lifeboat with a demo installation',
    /** One for each of the ways on. */
    hints: [
      'It is often /config, /srv/homeassistant or ~/.homeassistant.',
      'Brings a backup out into a directory, from which Home Assistant can then be started.',
      'Makes a small Home Assistant configuration to play with. Nothing else is touched.',
    ],
    making: 'Making the demo installation ...',
    found: (config: string) => `Found: ${config}`,
  },
};
