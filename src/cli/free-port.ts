/** Finds TCP ports that are free at this moment. */
import { createServer } from 'node:net';

/** The first `count` free ports from `first` on; ports that are taken are passed over. @throws {RangeError} there are not enough */
export async function findFreePorts(first: number, count: number): Promise<number[]> {
  const free: number[] = [];
  for (let port = first; free.length < count; port++) {
    if (port > 65_535) throw new RangeError(`there are not ${count} free ports from ${first} on`);
    if (await isFree(port)) free.push(port);
  }
  return free;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
}
