/** Stands in for a development-only package in the bundle. */
export {};
