/**
 * How settings of older versions become those of today: step n turns version n + 1 into n + 2. The present version
 * follows from the number of steps; a file that says more was written by a newer Lifeboat.
 */
export type Migration = (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>;

export const migrations: readonly Migration[] = [];
