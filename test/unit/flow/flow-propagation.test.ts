/** A flow in baggage: sent on where it is asked for, taken from peers, and ended where anybody else sends it. */
import { context, defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import assert from 'node:assert/strict';
import * as diagnosticsChannel from 'node:diagnostics_channel';
import { ContextLogRecordProcessor } from '../../../src/context/context-log-record-processor.js';
import { ContextSpanProcessor } from '../../../src/context/context-span-processor.js';
import { getFlowFrame } from '../../../src/context/flow-frame.js';
import { watchFlowPeers } from '../../../src/flow/flow-peers.js';
import { FlowPropagator } from '../../../src/flow/flow-propagator.js';
import { currentFlow, flow, flowStep } from '../../../src/flow/flow.js';
import { RedactingPropagator } from '../../../src/redaction/exits/redacting-propagator.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { withSpan } from '../../../src/spans/with-span.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

const baggageOf = (active: Context): string | undefined => {
  const carrier: { baggage?: string } = {};
  new W3CBaggagePropagator().inject(active, carrier, defaultTextMapSetter);
  return carrier.baggage;
};

const extract = (baggage: string | undefined, isPeer: boolean, into: Context = ROOT_CONTEXT): Context =>
  new FlowPropagator(new W3CBaggagePropagator(), () => isPeer).extract(into, baggage === undefined ? {} : { baggage }, defaultTextMapGetter);

const sent = 'tenant=blue,flow.id=retake-3f9c1a2b,flow.name=retake';

describe('a flow in baggage', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk({ spanProcessors: [new ContextSpanProcessor()], logRecordProcessors: [new ContextLogRecordProcessor()] });
  });

  afterEach(() => sdk.stop());

  it('is put there where it is asked for, beside that of the app', () => {
    const ofApp = propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'blue' } }));
    context.with(ofApp, () => {
      flow('Ein Überflug, 2', { propagate: true }, ({ id }) => {
        assert.equal(baggageOf(context.active()), `tenant=blue,flow.id=${id},flow.name=Ein%20%C3%9Cberflug%2C%202`);
        const taken = getFlowFrame(extract(baggageOf(context.active()), true));
        assert.deepEqual([taken?.id, taken?.name], [id, 'Ein Überflug, 2']);
      });
      flow('quiet', () => assert.equal(baggageOf(context.active()), 'tenant=blue'));
      assert.equal(baggageOf(context.active()), 'tenant=blue');
    });
  });

  it('from a peer goes on: its id is on what happens, and goes further', () => {
    const taken = extract(sent, true);
    assert.equal(baggageOf(taken), sent);
    context.with(taken, () => withSpan('GET /mail', () => {
      const current = currentFlow();
      assert.deepEqual([current?.id, current?.name], ['retake-3f9c1a2b', 'retake']);
      assert.equal(currentFlow(), current);
      flowStep('render');
      current?.setAttributes({ 'mail.kind': 'html' });
      assert.equal(current?.step('send', () => 'sent'), 'sent');
      flow('archive', () => undefined);
    }));
    const stamp = { 'flow.id': 'retake-3f9c1a2b', 'flow.name': 'retake' };
    const entry = sdk.spanNamed('GET /mail');
    assert.deepEqual(entry.attributes, { ...stamp, 'mail.kind': 'html' });
    assert.deepEqual(entry.events.map(({ attributes }) => attributes?.['flow.step.name']), ['render']);
    const step = sdk.spanNamed('step send');
    assert.equal(step.attributes['flow.id'], stamp['flow.id']);
    assert.equal(step.parentSpanContext?.spanId, entry.spanContext().spanId);
    assert.equal(sdk.spanNamed('flow archive').attributes['flow.parent_id'], stamp['flow.id']);
    const events = sdk.finishedLogRecords().map(({ body }) => body);
    assert.deepEqual(events, ['flow retake step render', 'flow retake step send', 'flow archive started', 'flow archive completed']);
  });

  it('from anybody else ends here', () => {
    const taken = extract(sent, false);
    assert.equal(getFlowFrame(taken), undefined);
    assert.equal(baggageOf(taken), 'tenant=blue');
  });

  for (const [what, baggage] of [
    ['an id that is not made by us', 'flow.id=%3Cscript%3E-3f9c1a2b,flow.name=retake'],
    ['an id that is too long', `flow.id=${'x'.repeat(60)}-3f9c1a2b,flow.name=retake`],
    ['no name', 'flow.id=retake-3f9c1a2b'],
    ['no id', 'flow.name=retake'],
    ['a name that is too long', `flow.id=retake-3f9c1a2b,flow.name=${'x'.repeat(129)}`],
    ['a name of two lines', 'flow.id=retake-3f9c1a2b,flow.name=a%0Ab'],
  ] as const) {
    it(`of a peer with ${what} ends here`, () => {
      const taken = extract(`tenant=blue,${baggage}`, true);
      assert.equal(getFlowFrame(taken), undefined);
      assert.equal(baggageOf(taken), 'tenant=blue');
    });
  }

  it('that comes into a flow of this process does not take its place, and the own one stays where none comes', () => {
    flow('own', { propagate: true }, ({ id }) => {
      const own = context.active();
      assert.equal(getFlowFrame(extract(sent, true, own))?.id, id);
      assert.equal(baggageOf(extract(sent, false, own)), 'tenant=blue');
      assert.equal(baggageOf(extract(undefined, false, own)), `flow.id=${id},flow.name=own`);
    });
  });

  it('leaves without its id where the name does not leave', () => {
    const redactor = createRedactor({ patterns: ['for ada'] });
    const propagator = new RedactingPropagator(new W3CBaggagePropagator(), redactor);
    const headersIn = (name: string): unknown => flow(name, { propagate: true }, () => {
      const carrier: { baggage?: string } = {};
      propagator.inject(context.active(), carrier, defaultTextMapSetter);
      return carrier.baggage;
    });
    assert.equal(headersIn('import for ada'), undefined);
    assert.match(String(headersIn('import')), /^flow\.id=import-[\da-f]{8},flow\.name=import$/);
  });
});

describe('peers of flows', () => {
  function isPeer(ranges: readonly string[], remoteAddress: string | undefined): boolean {
    const { isFromPeer, stop } = watchFlowPeers(ranges);
    const headers = {};
    diagnosticsChannel.channel('http.server.request.start').publish({ request: { headers, socket: { remoteAddress } } });
    stop();
    return isFromPeer(headers);
  }

  for (const [ranges, address, expected] of [
    [['10.0.0.7'], '10.0.0.7', true],
    [['10.0.0.7'], '10.0.0.8', false],
    [['10.0.0.7'], '::ffff:10.0.0.7', true],
    [['10.0.0.0/8', '192.168.1.1'], '10.200.3.4', true],
    [['10.0.0.0/8', '192.168.1.1'], '192.168.1.1', true],
    [['10.0.0.0/8'], '::ffff:11.0.0.1', false],
    [['fd00::/8'], 'fd12::1', true],
    [['fd00::/8'], 'fe80::1', false],
    [['fe80::/10'], 'fe80::1%eth0', true],
    [['::1'], '::1', true],
    [['10.0.0.0/8'], undefined, false],
    [['*'], '8.8.8.8', true],
    [['*'], undefined, true],
  ] as const) {
    it(`${ranges.join(', ')}: ${address ?? 'a socket without an address'} is ${expected ? 'one' : 'none'}`, () => assert.equal(isPeer(ranges, address), expected));
  }

  it('messages come from one only for *', () => {
    for (const carrier of [{ baggage: sent }, undefined, 'text']) {
      const answers = [['*'], ['0.0.0.0/0', '::/0']].map((ranges) => {
        const { isFromPeer, stop } = watchFlowPeers(ranges);
        stop();
        return isFromPeer(carrier);
      });
      assert.deepEqual(answers, [true, false]);
    }
  });
});
