/** The public `redact` in a process in which the distro does not start: the settings of the environment hold, and are read by the first call. */
import assert from 'node:assert/strict';
import { runApp, withReceiver } from '../support/run-app.js';

const env = { OTEL_DISTRO_REDACT_KEYS: 'customer.id', OTEL_DISTRO_REDACT_PATTERNS: 'EMP-\\d{6}\nid=[^;]*;', OTEL_DISTRO_REDACT_RULES: 'card=mask,foo=off', OTEL_TRACES_SAMPLER: 'nosuch' };

describe('redact without register', () => {
  it('goes by the settings, reads them late, and reports what is wrong with those of the redaction', async () => {
    await withReceiver(async (receiver) => {
      const { stdout, stderr } = await runApp({ app: 'redact-alone/app.cjs', loading: 'none', env }, receiver);
      assert.deepEqual(JSON.parse(stdout), {
        before: 0,
        hidden: { customer: { id: '[REDACTED]' }, note: '[REDACTED]', card: '****4242' },
        failed: '[REDACTED:error]',
        after: 2,
      });
      const lines = stderr.trim().split('\n');
      assert.deepEqual(lines.map((line) => /^\[otel-distro\] \w+ ([\w-]+):/.exec(line)?.[1]), ['redaction-pattern-refused', 'setting-invalid', 'redaction-callback-failed'], stderr);
      assert.match(lines[0] ?? '', /Line 2 of OTEL_DISTRO_REDACT_PATTERNS/);
      assert.match(lines[2] ?? '', /throws TypeError at /);
      assert.doesNotMatch(stderr, /canary/);
    });
  });

  it('the same with it', async () => {
    await withReceiver(async (receiver) => {
      const { stdout } = await runApp({ app: 'redact-alone/app.cjs', loading: '--require', env }, receiver);
      assert.equal((JSON.parse(stdout) as { hidden: { note: string } }).hidden.note, '[REDACTED]');
    });
  });
});
