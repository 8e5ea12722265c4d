/** Where upstream's instrumentation changes what an app sends or hears, ours leaves it as it is without one; and a call that was given up ends. */
import assert from 'node:assert/strict';
import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import http from 'node:http';
import { recordRow, type Bed, type ClientRow } from './client-recording.js';
import { hear } from './client-rows.js';
import { startClientServer, type ClientServer } from './client-server.js';

type Request = (...given: never[]) => ClientRequest;
const get = (...given: unknown[]): ClientRequest => (http.get as Request)(...(given as never[]));
const getSecure = (...given: unknown[]): ClientRequest => (https.get as Request)(...(given as never[]));

/** Tells where it was asked to connect to. */
function agentOf({ server, note }: Bed): https.Agent {
  return Object.assign(new https.Agent(), {
    createConnection({ host, port }: { host: string; port: number }) {
      note(`connects to ${host}:${port}`);
      return server.connect();
    },
  });
}

const local = ({ port }: Bed): { host: string; port: number } => ({ host: '127.0.0.1', port });

const asWithout: readonly ClientRow[] = [
  { what: 'headers as a list', run: (bed) => hear(bed, get({ ...local(bed), headers: ['Host', 'a.example', 'X-List', '1', 'X-List', '2'] })) },
  { what: 'headers as a list of pairs', run: (bed) => hear(bed, get({ ...local(bed), headers: [['Host', 'a.example'], ['X-List', '1']] })) },
  { what: 'an empty list of headers', run: (bed) => hear(bed, get({ ...local(bed), headers: [] })) },
  { what: 'a list of headers that is none', calls: 1, run: (bed) => thrownBy(bed, () => get({ ...local(bed), headers: ['Host'] })) },
  { what: 'undefined before the callback', run: (bed) => hear(bed, get(bed.url, undefined, () => bed.note('callback'))) },
  { what: 'a URL with escapes in the user', run: (bed) => hear(bed, get(new URL(`http://us%40er:p%3Aw@127.0.0.1:${bed.port}/a`))) },
  { what: 'a URL whose user has no right escapes', calls: 0, spans: 0, run: (bed) => thrownBy(bed, () => get(new URL(`http://us%er@127.0.0.1:${bed.port}/a`))) },
  { what: 'a URL with an option of its own', run: (bed) => hear(bed, get(Object.assign(new URL(bed.url), { headers: { 'x-own': '1' } }))) },
  { what: 'https, a URL of a class below', run: (bed) => hear(bed, getSecure(new (class Own extends URL {})('https://far.example/a'), { agent: agentOf(bed) })) },
  { what: 'https, another default port', run: (bed) => hear(bed, getSecure({ host: 'far.example', defaultPort: 8443, agent: agentOf(bed) })) },
  { what: 'a method that is no text', calls: 0, spans: 0, run: (bed) => thrownBy(bed, () => get({ ...local(bed), method: 7 })) },
  {
    what: 'an agent that throws nothing',
    run(bed) {
      try {
        // eslint-disable-next-line no-throw-literal, typescript/only-throw-error -- an app may do it
        get({ ...local(bed), agent: { addRequest() { throw undefined; } } });
      } catch (error) {
        bed.note(`thrown ${String(error)}`);
      }
    },
  },
  {
    what: 'listeners',
    async run(bed) {
      const callback = (response: IncomingMessage): void => void bed.note(`response: ${counts(response)}`);
      const request = get(bed.url, callback);
      bed.note(`request: ${counts(request)}, ${String(request.listeners('response')[0] === callback)}`);
      await hear(bed, request);
    },
  },
];

function counts(emitter: NodeJS.EventEmitter): string {
  return emitter.eventNames().map((name) => `${String(name)} ${emitter.listenerCount(name)}`).join(', ');
}

function thrownBy({ note }: Bed, call: () => unknown): void {
  try {
    call();
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    note(`thrown ${name} ${code} ${message}`);
  }
}

describe('outgoing requests, other than upstream', () => {
  let server: ClientServer;

  before(async () => {
    server = await startClientServer();
  });

  after(() => server.close());

  for (const row of asWithout) {
    it(`as without telemetry: ${row.what}`, async () => {
      const bare = await recordRow('bare', server, row);
      const ours = await recordRow('ours', server, row);
      const withoutContext = (notes: readonly string[]): string[] => notes.map((note) => note.split(' in ', 1)[0]!);
      assert.deepEqual(withoutContext(ours.notes), withoutContext(bare.notes));
      assert.deepEqual(ours.sent.map(({ headers }) => withoutTrace(headers)), bare.sent.map(({ headers }) => [...headers]));
      assert.equal(ours.spans.length, row.spans ?? 1);
    });
  }

  it('a list of headers gets the trace, once, in the place of that of the app', async () => {
    const headers = ['Host', 'a.example', 'TraceParent', '00-0', 'X-Own', '1'];
    const { sent } = await recordRow('ours', server, { what: '', run: (bed) => hear(bed, get({ ...local(bed), headers })) });
    assert.deepEqual(sent[0]?.headers.filter((_part, index, all) => all[index - (index % 2)] !== 'Connection'), ['Host', 'a.example', 'X-Own', '1', 'traceparent', '00-parent-span-01']);
    assert.equal(headers.length, 6, 'the list of the app has changed');
  });

  it('headers and options of the app stay as they are', async () => {
    const options = Object.freeze({ host: '127.0.0.1', port: server.port, headers: Object.freeze({ 'x-own': '1' }) });
    const { sent } = await recordRow('ours', server, { what: '', run: (bed) => hear(bed, get(options)) });
    assert.ok(sent[0]?.headers.includes('00-parent-span-01'));
  });

  for (const [what, path, abort] of [
    ['before it has a connection', '/never', (request: ClientRequest) => request.abort()],
    ['in the middle of the response', '/part', (request: ClientRequest) => request.on('response', () => request.abort()).end()],
  ] as const) {
    it(`a call that is aborted ${what} ends`, async () => {
      const run = (bed: Bed): Promise<void> => {
        const request = http.request(`${bed.url}${path}`);
        abort(request);
        return hear(bed, request);
      };
      const { spans, durations } = await recordRow('ours', server, { what, run });
      assert.deepEqual(spans.map(({ status, ended }) => ({ status, ended })), [{ status: { code: 0 }, ended: true }]);
      assert.equal(durations.length, 1);
    });
  }

  it('an aborted call whose whole response is still to be read ends when it has been read', async () => {
    const row: ClientRow = {
      what: '',
      run: (bed) => hear(bed, get(`${bed.url}/status/404`), (response) => {
        setTimeout(() => {
          (response as IncomingMessage & { req: ClientRequest }).req.abort();
          response.resume();
        }, 30);
      }),
    };
    assert.deepEqual((await recordRow('ours', server, row)).spans[0]?.status, { code: 2 });
  });

  it('what an app took before the undo sends without a span', async () => {
    let taken: Request | undefined;
    await recordRow('ours', server, { what: '', run: (bed) => { taken = http.get as Request; return hear(bed, get(bed.url)); } });
    const { sent } = await recordRow('bare', server, { what: '', run: (bed) => hear(bed, taken!(...([bed.url] as never[]))) });
    assert.ok(!sent[0]?.headers.includes('traceparent'));
    assert.notEqual(http.get, taken);
  });
});

function withoutTrace(headers: readonly string[]): string[] {
  return headers.filter((_part, index) => headers[index - (index % 2)] !== 'traceparent');
}
