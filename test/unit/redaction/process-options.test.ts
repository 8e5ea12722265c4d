/** What `redact` goes by in a process in which the distro does not start. */
import assert from 'node:assert/strict';
import { readProcessOptions } from '../../../src/redaction/process-options.js';

describe('the options of a process without the distro', () => {
  it('are the settings of its environment', () => {
    const { options, problems } = readProcessOptions({ OTEL_DISTRO_REDACT_KEYS: 'customer.id', OTEL_DISTRO_REDACT_RULES: 'card=mask', OTEL_DISTRO_REDACTION: 'strict' });
    assert.deepEqual([options.keys, options.rules, options.mode], [['customer.id'], { card: 'mask' }, 'strict']);
    assert.deepEqual(problems, []);
  });

  it('the problems are those of the redaction', () => {
    const { problems } = readProcessOptions({ OTEL_DISTRO_REDACTION: 'of', OTEL_DISTRO_REDACT_KEY: 'x', OTEL_TRACES_SAMPLER: 'nosuch', OTEL_DISTRO_NOSUCH: '1' });
    assert.deepEqual(problems.map(({ code, detail }) => [code, detail.split(/[ =]/)[0]]), [['setting-invalid', 'OTEL_DISTRO_REDACTION'], ['setting-unknown', 'OTEL_DISTRO_REDACT_KEY']]);
    assert.deepEqual(readProcessOptions({ OTEL_DISTRO_REDACTION: 'off' }).problems.map(({ code }) => code), ['redaction-off']);
  });
});
