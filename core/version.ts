declare const LIFEBOAT_VERSION: string | undefined;

/** The version of the bundle; of a run from the sources there is none. */
export const version = typeof LIFEBOAT_VERSION === 'string' ? LIFEBOAT_VERSION : '0.0.0-source';
