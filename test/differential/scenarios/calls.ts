/** Outgoing calls: each of the fixture's forms without a parent, below a span, and within a request. */
import { createRequire } from 'node:module';
import { single, type CallScenario, type RawScenario } from '../scenario.js';

const { createCalls } = createRequire(import.meta.url)('../../fixtures/differential/calls.cjs') as { createCalls(targets: object): Readonly<Record<string, unknown>> };
const names = Object.keys(createCalls({ http: 1, https: 1, closed: 1, socketPath: '/' }));

export const callScenarios: readonly CallScenario[] = names.flatMap((call) => [
  { name: `call ${call}`, call, parent: false },
  { name: `call ${call}, below a span`, call, parent: true },
]);

export const nestedCallScenarios: readonly RawScenario[] = [
  ...names.map((call) => single(`call ${call}, in a request`, { does: `call ${call}` })),
  ...['get-text', 'https-text', 'request-chunked', 'refused', 'invalid-url', 'get-keep-alive'].flatMap((call) => [
    single(`call ${call}, in a request of a trace`, { does: `call ${call}`, trace: '01', lines: ['tracestate: rojo=1', 'baggage: plan=gold'] }),
    single(`call ${call}, in a request that is not sampled`, { does: `call ${call}`, trace: '00', lines: ['tracestate: rojo=1'] }),
    single(`call ${call}, with baggage`, { does: `call-with-baggage ${call}` }),
    single(`call ${call}, in a child`, { does: `call-in-child ${call}` }),
    single(`call ${call}, after the end`, { does: `call-after-end ${call}`, trace: '01' }),
    single(`call ${call}, with the ids of the caller`, { does: `call ${call}`, lines: ['X-Request-ID: r-1', 'X-Correlation-ID: c-1'] }),
  ]),
  single('three calls at once', { does: 'calls get-text request-text https-text' }),
  single('calls that fail and others', { does: 'calls refused status-404 timeout-abort get-keep-alive', trace: '01' }),
];
