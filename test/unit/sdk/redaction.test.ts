/** The redactor of the settings: what the environment says, and what the configuration file says. */
import assert from 'node:assert/strict';
import { createRedactor, currentRedactor, useRedactor } from '../../../src/redaction/redactor.js';
import { startRedaction } from '../../../src/sdk/redaction.js';
import type { ConfigurationModel } from '../../../src/settings/configuration-model.js';
import { readSettings } from '../../../src/settings/read-settings.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

const hidden = '[REDACTED]';
const ofFile: ConfigurationModel = {
  file_format: '1.0',
  'instrumentation/development': { general: { sanitization: { url: { sensitive_query_parameters: ['mine'] } } } },
};

describe('redaction by settings', () => {
  const lines = captureDiagnostics();
  const start = (environment: Readonly<Record<string, string>>, configuration: ConfigurationModel = { file_format: '1.0' }) =>
    startRedaction(readSettings(environment).values, configuration);

  afterEach(() => useRedactor(createRedactor()));

  it('is what all exits use from then on', () => {
    assert.equal(start({}), currentRedactor());
    assert.deepEqual(lines, []);
  });

  it('OTEL_DISTRO_REDACT_KEYS and OTEL_DISTRO_REDACT_ALLOW_KEYS', () => {
    const redactor = start({ OTEL_DISTRO_REDACT_KEYS: 'tenant', OTEL_DISTRO_REDACT_ALLOW_KEYS: 'api.token' });
    assert.deepEqual(redactor.redactAttributes({ 'tenant.id': 'x', 'api.token': 'x' }, 'span'), { 'tenant.id': hidden, 'api.token': 'x' });
  });

  it('OTEL_DISTRO_REDACTION=off hides nothing and says so', () => {
    assert.deepEqual(start({ OTEL_DISTRO_REDACTION: 'off' }).redactAttributes({ password: 'x' }, 'span'), { password: 'x' });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /warn redaction-off: nothing is hidden\./);
  });

  it('OTEL_DISTRO_REDACTION=strict drops what is not listed', () => {
    assert.deepEqual(start({ OTEL_DISTRO_REDACTION: 'strict' }).redactAttributes({ 'http.route': '/', unlisted: 'x' }, 'span'), { 'http.route': '/' });
  });

  it('the query parameters of the configuration file hold, unless the variable names others', () => {
    const url = { 'url.full': 'https://x/?mine=1&yours=2&sig=3' };
    assert.deepEqual(start({}).redactAttributes(url, 'span'), { 'url.full': 'https://x/?mine=1&yours=2&sig=REDACTED' });
    assert.deepEqual(start({}, ofFile).redactAttributes(url, 'span'), { 'url.full': 'https://x/?mine=REDACTED&yours=2&sig=3' });
    assert.deepEqual(start({ OTEL_DISTRO_REDACT_QUERY_PARAMETERS: 'yours' }, ofFile).redactAttributes(url, 'span'), { 'url.full': 'https://x/?mine=1&yours=REDACTED&sig=3' });
  });
});
