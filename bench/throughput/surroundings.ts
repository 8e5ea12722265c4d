/** What the services talk to beside the load: a database and another service, on the cores of the counterparts. */
import { startPostgres } from '../../test/support/databases.js';
import { startBackend, type Bed } from './services.js';

/** Addresses, by the variable that tells them to a service. */
export type Addresses = Bed['addresses'];

/** Without an address where the machine has no PostgreSQL. */
export async function withSurroundings<Result>(placement: Bed['placement'], use: (addresses: Addresses) => Promise<Result>): Promise<Result> {
  const backend = await startBackend(placement);
  try {
    const database = await startPostgres((command) => placement.place(command, 'counterpart'));
    try {
      const backendAddress = { BACKEND_URL: `http://127.0.0.1:${backend.ready.port}` };
      return await use('url' in database ? { ...backendAddress, DATABASE_URL: database.url } : backendAddress);
    } finally {
      if ('stop' in database) await database.stop();
    }
  } finally {
    await backend.end();
  }
}
