/** Home's sentences. */
import { dayAndTime } from '../../core/calendar.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { HomeModel, Risk } from './model.ts';

/** A job that is running comes before everything else. */
export const homeText = {
  title: 'Lifeboat',
  loading: 'Looking at the backups ...',
  open: 'open',
  jump: 'open the task of that number',
  tasks: 'Tasks',
  days: 'Last 30 days',
  daysNote: (whole: number, incomplete: number, none: number) =>
    `${whole} ok, ${incomplete} incomplete, ${none} without`,
  disk: 'Disk',
  diskNote: (free: number, total: number) => `${formatBytes(free)} free of ${formatBytes(total)}`,
  database: 'Database',
  databaseNote: (size: number) => `${formatBytes(size)} of history`,
  next: 'Next',
  inTime: (stretch: string) => `in ${stretch}`,
  noNext: 'no backup is planned',
  places: 'Places',
  placesNote: ({ reachable, total, free }: HomeModel['places']) =>
    `${reachable} of ${total} reachable${free === null ? '' : `, ${formatBytes(free)} free`}`,
  installation: 'Home Assistant',
  version: (version: string | null, config: string) => `${version ?? 'version unknown'}, ${config}`,

  protection: (model: HomeModel, now: Date) => {
    const { last, places } = model;
    if (!last) return 'Not protected.  There is no whole backup of this Home Assistant.';
    const when = dayAndTime(last.date, now, model.timeZone);
    const kept = places.total > 1 ? `, in ${last.copies} of ${places.total} places` : '';
    const old = model.risks.some(({ kind }) => kind === 'old-backup');
    return `${old ? 'Barely protected' : 'Protected'}.  Last backup ${when}, ${formatBytes(last.size)}${kept}.`;
  },
  protectionShort: ({ last, timeZone }: HomeModel, now: Date) =>
    last ? `Protected, ${dayAndTime(last.date, now, timeZone)}` : 'Not protected: no backup',
  risk: (risk: Risk) => {
    switch (risk.kind) {
      case 'no-backup':
        return 'If this device fails now, everything on it is lost.';
      case 'old-backup':
        return `The newest backup is ${countOf(risk.days, 'day')} old: what happened since would be lost.`;
      case 'place-unreachable':
        return `Not reachable: ${risk.names.join(', ')}.`;
      case 'same-disk':
        return 'There is one place only. A second one outside this device survives its end.';
      case 'key-not-saved':
        return 'The encryption key exists on this device only: without it no backup opens.';
      case 'disk-full':
        return `The disk is nearly full: ${formatBytes(risk.free)} free.`;
    }
  },
  riskShort: ({ kind }: Risk) =>
    ({
      'no-backup': 'No whole backup',
      'old-backup': 'The newest backup is old',
      'place-unreachable': 'A place is not reachable',
      'same-disk': 'One place only',
      'key-not-saved': 'The key is not saved elsewhere',
      'disk-full': 'The disk is nearly full',
    })[kind],
  moreRisks: (number: number) => ` (and ${number} more)`,

  nothing: {
    what: 'No Home Assistant was found on this device.',
    ask: 'Where is its configuration directory, the one with configuration.yaml?',
    enter: 'Enter the directory',
    enterHint: 'It is often /config, /srv/homeassistant or ~/.homeassistant.',
    field: 'Directory:',
    demo: 'Try Lifeboat with a demo installation',
    demoHint: 'Makes a small Home Assistant configuration to play with. Nothing else is touched.',
    making: 'Making the demo installation ...',
    found: (config: string) => `Found: ${config}`,
  },
};
