import { useState } from 'react';
import { LoadPage } from '../components/load-page.tsx';
import { useLoad } from '../hooks/use-load.ts';
import { useNow } from '../hooks/use-now.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { loadLocations } from './load.ts';
import { LocationsView } from './locations-view.tsx';
import type { LocationsModel } from './model.ts';
import { plainLocations } from './plain.ts';
import { locationsText as words } from './text.ts';

/** Where backups are kept: what there is, how it is, and what can be done with it. */
export const locations: Screen<null> = {
  title: words.title,
  View: Locations,
  task: {
    label: words.title,
    hint: words.hint,
    state: ({ status }) => {
      const places = status.locations;
      const isTrouble = places.some(({ isReachable, isAway }) => !isReachable && !isAway);
      // One that is away may well be outside.
      if (!isTrouble && places.every(({ isReachable, isOutside }) => isReachable && !isOutside))
        return { text: words.taskInside, needs: 'attention' };
      return { text: words.taskState(places), ...(isTrouble ? { needs: 'attention' } : {}) };
    },
    plain: plainLocations,
  },
};

/** All of them stand there at once; each tells its state when it answers. */
function Locations() {
  const { context } = useShell();
  const now = useNow(context.world);
  const [early, setEarly] = useState<LocationsModel | null>(null);
  const loaded = useLoad(
    (signal) => loadLocations(context, (model) => signal.aborted || setEarly(model)),
    [context.home, context.installation],
  );
  const model = loaded.state === 'ready' ? loaded.value : (early ?? loaded.value);
  if (loaded.state === 'failed' || !model)
    return <LoadPage loaded={loaded} waiting={`${words.asking} ...`} />;
  return <LocationsView model={model} now={now} reload={loaded.reload} />;
}
