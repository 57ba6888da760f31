/** What each setting looks like in the file: people write in it, and scripts do. */
import { LifeboatError } from '../errors.ts';
import { faultOf } from '../locations/check.ts';
import type { LocationKind, LocationSettings } from '../locations/settings.ts';
import type { Keep } from '../retention/types.ts';
import { checkPlan, isPlanName, isTimeOfDay } from '../schedule/plans.ts';
import { type SchedulePlan, weekdays } from '../schedule/types.ts';
import {
  aCount,
  aDate,
  anyText,
  aSwitch,
  aText,
  listOf,
  type Misfit,
  namedListOf,
  oneOf,
  orNull,
  recordOf,
  type Shape,
  textThat,
} from '../shape.ts';
import type { Settings } from './types.ts';

export const keepShape = recordOf({
  last: aCount,
  days: aCount,
  daily: aCount,
  weekly: aCount,
  monthly: aCount,
  yearly: aCount,
  atLeast: aCount,
} satisfies Record<keyof Keep, Shape>);

const planFields = recordOf({
  name: textThat(isPlanName, 'a name of letters, digits and dashes'),
  isOn: aSwitch,
  days: listOf(oneOf(weekdays)),
  times: listOf(textThat(isTimeOfDay, 'a time of day such as 03:00')),
  window: aCount,
  parts: orNull(listOf(aText)),
  exclude: listOf(aText),
  locations: listOf(aText),
  keep: keepShape,
  since: aDate,
} satisfies Record<keyof SchedulePlan, Shape>);

/** The fields of a plan, and what it means. */
const planShape: Shape = (value, path) => {
  const wrong = planFields(value, path);
  if (wrong) return wrong;
  try {
    checkPlan(value as SchedulePlan);
    return null;
  } catch (error) {
    if (error instanceof LifeboatError) return nonsense(path, error.message);
    throw error;
  }
};

function nonsense(path: string, sentence: string): Misfit {
  return { path, message: `makes no sense: ${sentence.replace(/\.$/, '')}` };
}

const mounted = { folder: anyText };
const served = { ...mounted, host: aText, port: orNull(aCount) };
const placeFields: Record<LocationKind, Readonly<Record<string, Shape>>> = {
  directory: { path: aText },
  usb: { ...mounted, uuid: aText, label: anyText },
  smb: { ...served, share: aText, user: orNull(aText) },
  nfs: { ...served, export: aText },
};

/** Its rule for what is kept is looked at by who removes something: a wrong one keeps nobody from a backup. */
const locationShape: Shape = (value, path) => {
  const kinds = Object.keys(placeFields);
  const wrong = recordOf({ name: aText, kind: oneOf(kinds) }, 'and others')(value, path);
  if (wrong) return wrong;
  const { kind } = value as { kind: LocationKind };
  const fields = recordOf({ ...placeFields[kind], name: aText, kind: oneOf(kinds) }, 'and others');
  const fault = fields(value, path) ?? faultOf(value as LocationSettings, []);
  return fault && 'field' in fault ? nonsense(`${path}.${fault.field}`, fault.message) : fault;
};

export const settingShapes: Record<keyof Settings, Shape> = {
  installation: orNull(aText),
  locations: namedListOf(locationShape),
  exclude: listOf(aText),
  plans: namedListOf(planShape),
  pinned: listOf(aText),
  ascii: aSwitch,
  color: aSwitch,
  plain: aSwitch,
};

/** The file as a whole; each setting is looked at when it is asked for. */
export const wholeShape: Shape = (value, path) => {
  const wrong = recordOf({}, 'and others')(value, path);
  if (wrong) return wrong;
  const { version = 1, deviceId = 'none yet' } = value as Record<string, unknown>;
  return aCount(version, 'version') ?? aText(deviceId, 'deviceId');
};
