/** Stands in for dist/register.cjs. */
globalThis.registerWasLoaded = true;
