/** Stands in for a development-only package in the bundle, where it is never called. */
const nothing = {};
// biome-ignore lint/style/noDefaultExport: the package that it stands in for has one.
export default nothing;
