/** The text behind `/metrics`. */
import assert from 'node:assert/strict';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { prometheusContentType, PrometheusReader, type PrometheusModel } from '../../../src/metrics/prometheus-reader.js';

const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.2.3', 'k8s.pod.name': 'shop-0' });

function start(model: PrometheusModel = {}): { provider: MeterProvider; reader: PrometheusReader } {
  const reader = new PrometheusReader(model);
  return { provider: new MeterProvider({ readers: [reader], resource }), reader };
}

async function textOf(model: PrometheusModel): Promise<string> {
  const { provider, reader } = start(model);
  provider.getMeter('shop', '2').createCounter('orders').add(3, { paid: true });
  return reader.collectText();
}

describe('Prometheus reader', () => {
  it('has the content type of the text format', () => {
    assert.equal(prometheusContentType, 'text/plain; version=0.0.4; charset=utf-8');
  });

  it('writes samples with their scope, and the resource as target_info', async () => {
    const text = await textOf({});
    assert.match(text, /^# TYPE target_info gauge$/m);
    assert.match(text, /^target_info\{service_name="shop",service_version="1.2.3",k8s_pod_name="shop-0"\} 1$/m);
    assert.match(text, /^orders_total\{paid="true",otel_scope_name="shop",otel_scope_version="2"\} 3$/m);
  });

  it('leaves scope and target_info out when asked', async () => {
    const text = await textOf({ scope_info_enabled: false, 'target_info_enabled/development': false });
    assert.match(text, /^orders_total\{paid="true"\} 3$/m);
    assert.doesNotMatch(text, /target_info/);
  });

  const labelRows: [title: string, labels: NonNullable<PrometheusModel['resource_constant_labels']>, expected: string][] = [
    ['included by name', { included: ['service.name'] }, 'service_name="shop"'],
    ['included by wildcard', { included: ['service.*'] }, 'service_name="shop",service_version="1.2.3"'],
    ['included by `?`', { included: ['service.nam?'] }, 'service_name="shop"'],
    ['included and excluded', { included: ['service.*'], excluded: ['*.version'] }, 'service_name="shop"'],
    ['excluded from all', { excluded: ['service.*'] }, 'k8s_pod_name="shop-0"'],
    ['by a pattern whose dot is a dot', { included: ['service.na.e', 'service.version'] }, 'service_version="1.2.3"'],
  ];
  for (const [title, resource_constant_labels, expected] of labelRows) {
    it(`puts resource attributes on each sample: ${title}`, async () => {
      const text = await textOf({ resource_constant_labels, scope_info_enabled: false, 'target_info_enabled/development': false });
      const labels = /^orders_total\{(.*)\} 3$/m.exec(text)?.[1]?.split(',').filter((label) => !label.startsWith('paid'));
      assert.equal(labels?.join(','), expected);
    });
  }

  it('rejects when nothing could be collected', async () => {
    const restore = setDiagnosticSink(() => undefined);
    try {
      const { provider, reader } = start();
      provider.getMeter('shop').createObservableGauge('broken').addCallback(() => { throw new Error('no'); });
      await assert.rejects(reader.collectText(), /could not be collected/);
    } finally {
      restore();
    }
  });

  it('gives the rest, and reports, when one callback throws', async () => {
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    try {
      const { provider, reader } = start();
      provider.getMeter('shop').createObservableGauge('broken').addCallback(() => { throw new Error('token=hunter2'); });
      provider.getMeter('shop').createCounter('orders').add(1);
      assert.match(await reader.collectText(), /^orders_total/m);
    } finally {
      restore();
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /observation-failed: Error at /);
    assert.doesNotMatch(lines[0] ?? '', /hunter2/);
  });

  it('rejects after shutdown, where discarding stays quiet', async () => {
    const { provider, reader } = start();
    await provider.shutdown();
    await assert.rejects(reader.collectText(), /shutdown/);
    await reader.discard();
  });
});
