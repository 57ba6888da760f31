/** The checks that need a look at all files. */
import { sizesThen } from '../backup/estimate.ts';
import { withoutParts } from '../backup/part-exclude.ts';
import { lastWhole } from '../catalog/catalog.ts';
import { judgeArchives, judgeAside, judgeCorrupt, judgeRights } from './leftovers.ts';
import { judgeBiggest, judgeChanged, judgeEstimate, judgeMedia, judgeParts } from './parts.ts';
import type { AskPlaces, Lane, Subject } from './types.ts';
import { weigh } from './weigh.ts';

/** A look at 200,000 files takes some seconds on a PC, a minute on a Raspberry Pi. */
const share = 4;

export function filesLane(subject: Subject, places: AskPlaces, seconds: number): Lane {
  return {
    probes: [
      {
        ids: [
          'backup-estimate',
          'parts-size',
          'changed',
          'biggest',
          'media-share',
          'rights',
          'old-backups',
          'corrupt-databases',
          'logs',
          'caches',
        ],
        seconds: seconds * share,
        run: (signal) => look(subject, places, signal),
      },
    ],
  };
}

async function look(
  { world, installation, exclude, locations, history }: Subject,
  askPlaces: AskPlaces,
  signal: AbortSignal,
) {
  const [earlier, places] = await Promise.all([history(), askPlaces()]);
  const now = world.now();
  const last = lastWhole(earlier.backups, now);
  const since = last ? new Date(last.date) : null;
  const all = installation.parts.map(({ id }) => id);
  const wish = withoutParts({ exclude }, all);
  const carried = installation.parts.filter(({ id }) => wish.parts?.includes(id) ?? true);
  const others = installation.parts.filter((part) => !carried.includes(part));
  const weights = await weigh(
    { ...installation, parts: carried },
    { exclude: wish.exclude, locations, since, signal },
  );
  const { parts: notCarried } = await weigh(
    { ...installation, parts: others },
    { exclude: [], locations, since: null, signal },
  );
  return [
    judgeEstimate(weights, earlier, places),
    judgeParts(weights, notCarried),
    judgeChanged(weights, last ? sizesThen(last.id, earlier.jobs) : [], since, now),
    judgeBiggest(weights),
    judgeMedia(weights, notCarried),
    judgeRights(weights),
    judgeArchives(weights),
    judgeCorrupt(weights),
    judgeAside(weights, 'logs'),
    judgeAside(weights, 'caches'),
  ];
}
