/** Child of admin-server.test.ts: an open port with a kept connection, and nothing else to do. */
import { Agent, get } from 'node:http';
import { startAdminServer } from '../../../src/admin/admin-server.js';

/** Until the scrape is done the process has something to do. */
const keepAlive = setInterval(() => undefined, 1000);

startAdminServer({
  host: '127.0.0.1',
  port: 0,
  routes: { '/metrics': async () => ({ contentType: 'text/plain', body: 'up 1\n' }) },
  onListening: (url) => {
    const request = get(`${url}/metrics`, { agent: new Agent({ keepAlive: true }) }, (response) => {
      response.resume().on('end', () => {
        process.stdout.write('scraped\n');
        clearInterval(keepAlive);
        // the server itself ends a kept connection after five seconds
        const scrapedAtMs = performance.now();
        process.once('beforeExit', () => process.stdout.write(performance.now() - scrapedAtMs < 4000 ? 'ends at once\n' : 'ends late\n'));
      });
    });
    request.on('socket', (socket) => socket.on('free', () => socket.unref()));
  },
});
