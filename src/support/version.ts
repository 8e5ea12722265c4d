/** Name and version of this package, as constants: nothing is read from disk at start. */

export const distroName = '@org/otel-distro';

/** Equal to `version` in package.json; a unit test compares them. */
export const distroVersion = '0.1.0';
