/** Variables that choose instrumentations and their options. */
import assert from 'node:assert/strict';
import { processRows } from '../support/process-rows.js';
import { sendsAll, sendsCounts } from '../support/settings-work.js';

const withoutHttp = sendsCounts({ spans: 4, logs: 1 });
const withoutWinston = sendsCounts({ spans: 6, logs: 0 });
const withoutServerAndWinston = sendsCounts({ spans: 5, logs: 0 });

describe('settings: instrumentations', () => {
  processRows([
    { title: 'OTEL_NODE_ENABLED_INSTRUMENTATIONS', env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: ' http , pg' }, expect: withoutWinston },
    { title: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS', env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg, http' }, expect: withoutHttp },
    { title: 'both: disabled wins', env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,winston', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' }, expect: withoutHttp },
    { title: 'an unknown name', env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'htpp' }, says: /instrumentation-unknown: OTEL_NODE_DISABLED_INSTRUMENTATIONS: there is no instrumentation "htpp"/, expect: sendsAll },
    { title: 'one that is off by default', env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'dns' }, expect: ({ receiver }) => assert.ok(receiver.spans.some(({ scope }) => scope.name.endsWith('-dns'))) },
    { title: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS, inline', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": {"disableIncomingRequestInstrumentation": true}, "winston": {"enabled": false}}' }, expect: withoutServerAndWinston },
    { title: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS, file', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: 'test/fixtures/settings/instrumentations.json' }, expect: withoutServerAndWinston },
    { title: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS, no JSON', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": ' }, says: /setting-invalid: OTEL_DISTRO_INSTRUMENTATION_OPTIONS="\{…\}" is not valid JSON/, expect: sendsAll },
    { title: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS, no such file', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: 'no-such.json' }, says: /setting-invalid: OTEL_DISTRO_INSTRUMENTATION_OPTIONS="no-such\.json" is no JSON object, and no file of that name can be read/, expect: sendsAll },
    { title: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS, unknown name', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"htpp": {}}' }, says: /instrumentation-unknown: OTEL_DISTRO_INSTRUMENTATION_OPTIONS: there is no instrumentation "htpp"/, expect: sendsAll },
    {
      title: 'OTEL_SEMCONV_STABILITY_OPT_IN changes nothing: the stable names are used',
      env: { OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup' },
      expect: ({ receiver }) => {
        const client = receiver.spans.find(({ kind }) => kind === 'client');
        assert.equal(client?.attributes['http.request.method'], 'GET');
        assert.equal('http.method' in client.attributes, false);
      },
    },
  ]);
});
