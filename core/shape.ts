/** What a file that people may edit by hand has to look like, and where it does not. */

/** What is wrong with a value: where it stands (`plans[0].times[1]`), and the rest of a sentence that begins with that. */
export interface Misfit {
  path: string;
  message: string;
}

/** The first thing that is wrong with a value at a path; null: nothing is. */
export type Shape = (value: unknown, path: string) => Misfit | null;

/** A value that `isRight`, or else `need` says what is needed there: `a list`. */
function plain(need: string, isRight: (value: unknown) => boolean): Shape {
  return (value, path) => (isRight(value) ? null : misfit(path, value, need));
}

export const aText = plain('a text', (value) => typeof value === 'string' && value !== '');
export const anyText = plain('a text', (value) => typeof value === 'string');
export const aSwitch = plain('true or false', (value) => typeof value === 'boolean');
export const aCount = plain(
  'a whole number, 0 or more',
  (value) => Number.isInteger(value) && Number(value) >= 0,
);
export const aDate = plain(
  'a date such as 2026-11-20T03:00:00Z',
  (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
);

export function oneOf(values: readonly (string | number)[]): Shape {
  return plain(`one of ${values.join(', ')}`, (value) => values.some((one) => one === value));
}

export function textThat(isRight: (text: string) => boolean, need: string): Shape {
  return plain(need, (value) => typeof value === 'string' && isRight(value));
}

export function orNull(shape: Shape): Shape {
  return (value, path) => (value === null ? null : shape(value, path));
}

export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return misfit(path, value, 'a list');
    return first(value.map((one, index) => () => item(one, `${path}[${index}]`)));
  };
}

/** A list in which no two have the same name. */
export function namedListOf(item: Shape): Shape {
  return (value, path) => {
    const wrong = listOf(item)(value, path);
    if (wrong) return wrong;
    const names = (value as { name: string }[]).map(({ name }) => name);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice === -1) return null;
    return {
      path: `${path}[${twice}].name`,
      message: `is ${quoted(names[twice])}, as another one is called`,
    };
  };
}

/** An object with all of these fields. */
export function recordOf(
  fields: Readonly<Record<string, Shape>>,
  others: 'no others' | 'and others' = 'no others',
): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return misfit(path, value, 'an object');
    const entries = new Map(Object.entries(value));
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    const strange =
      others === 'no others' ? [...entries.keys()].filter((key) => !Object.hasOwn(fields, key)) : [];
    return first([
      ...Object.entries(fields).map(([key, shape]) => () => {
        return entries.has(key) ? shape(entries.get(key), at(key)) : { path: at(key), message: 'is missing' };
      }),
      ...strange.map((key) => () => ({ path: at(key), message: 'is no setting' })),
    ]);
  };
}

/** An object with any names. */
export function mapOf(item: Shape): Shape {
  return (value, path) => {
    const wrong = recordOf({}, 'and others')(value, path);
    if (wrong) return wrong;
    return first(
      Object.entries(value as object).map(
        ([key, one]) =>
          () =>
            item(one, `${path}.${key}`),
      ),
    );
  };
}

function first(checks: readonly (() => Misfit | null)[]): Misfit | null {
  for (const check of checks) {
    const wrong = check();
    if (wrong) return wrong;
  }
  return null;
}

function misfit(path: string, value: unknown, need: string): Misfit {
  return { path, message: `is ${quoted(value)}, and ${need} is needed there` };
}

const longest = 40;

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}
