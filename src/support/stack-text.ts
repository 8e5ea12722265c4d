/** Reads the stack of an error and leaves it as unread as it was. */

/** What the reading of an unread stack is broken off with. */
const brokenOff = Symbol('read the stack without a trace');

/**
 * V8 makes the text of a stack when it is first read, and forgets then where the error was thrown: of an unhandled rejection, Node.js
 * would show a line of its own in the place of the app's. A `prepareStackTrace` that throws gets the frames before V8 forgets.
 * @throws what a getter of the app throws
 */
export function stackText(error: Error): unknown {
  const { prepareStackTrace } = Error;
  if (typeof prepareStackTrace !== 'function') return error.stack;
  let frames: NodeJS.CallSite[] | undefined;
  try {
    Error.prepareStackTrace = (_error, callSites) => {
      frames = callSites;
      throw brokenOff;
    };
  } catch {
    // the intrinsics are frozen
    return error.stack;
  }
  try {
    return error.stack;
  } catch (thrown) {
    if (thrown !== brokenOff) throw thrown;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  // Node.js's own, which knows source maps, or that of the app
  return frames === undefined ? undefined : prepareStackTrace(error, frames);
}
