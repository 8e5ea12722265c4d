/** Writes to stdout and stderr as `console` does: where nobody reads any more, the process lives on. */

const ignoreError = (): void => undefined;

/** @param onWritten gets the error of a stream whose reader has gone, which would else end an app that does not listen for it */
export function writeQuietly(stream: NodeJS.WritableStream, text: string, onWritten: (error?: Error | null) => void = () => undefined): void {
  stream.write(text, (error) => {
    // the stream emits its error after this call; the listener of a pipe, as each worker has one, would emit it again
    if (error && !stream.listeners('error').includes(ignoreError)) stream.once('error', ignoreError);
    onWritten(error);
  });
}
