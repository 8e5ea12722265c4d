/** A real collector behind TLS: trusted by our authority alone, and asking for a client certificate. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { skipUnless } from '../support/skip.js';
import { createCertificates, type Certificates } from './certificates.js';
import { withCollector, type Collector } from './collector.js';
import { missingCollector } from './executable.js';
import { assertOrderArrives, placeOrder, runShop } from './order.js';

describe('a real collector behind TLS', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-certificates-'));
  let certificates: Certificates | undefined;
  before(() => {
    certificates = createCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const tlsRow = (title: string, use: (certificates: Certificates) => Promise<void>): void => {
    it(title, async function () {
      skipUnless(this, missingCollector());
      skipUnless(this, certificates === undefined ? 'install openssl 3' : undefined);
      if (certificates !== undefined) await use(certificates);
    });
  };

  for (const protocol of ['http/protobuf', 'grpc']) {
    const endpoint = (collector: Collector): Record<string, string> => ({
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
    });

    tlsRow(`${protocol}: the authority of OTEL_EXPORTER_OTLP_CERTIFICATE is trusted`, async ({ authority, server }) => {
      await withCollector({ tls: server }, (collector) =>
        assertOrderArrives(collector, { ...endpoint(collector), OTEL_EXPORTER_OTLP_CERTIFICATE: authority.certificate }),
      );
    });

    tlsRow(`${protocol}: the client certificate is shown to a collector that asks for it`, async ({ authority, server, client }) => {
      await withCollector({ tls: server, clientAuthority: authority.certificate }, (collector) =>
        assertOrderArrives(collector, {
          ...endpoint(collector),
          OTEL_EXPORTER_OTLP_CERTIFICATE: authority.certificate,
          OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client.certificate,
          OTEL_EXPORTER_OTLP_CLIENT_KEY: client.key,
        }),
      );
    });

    tlsRow(`${protocol}: a collector of an unknown authority is refused, and said so`, async ({ server }) => {
      await withCollector({ tls: server, isExpectedToComplain: true }, (collector) => assertRefused(collector, endpoint(collector)));
    });

    tlsRow(`${protocol}: without the client certificate nothing is taken, and said so`, async ({ authority, server }) => {
      await withCollector({ tls: server, clientAuthority: authority.certificate, isExpectedToComplain: true }, (collector) =>
        assertRefused(collector, { ...endpoint(collector), OTEL_EXPORTER_OTLP_CERTIFICATE: authority.certificate }),
      );
    });
  }
});

async function assertRefused(collector: Collector, env: Record<string, string>): Promise<void> {
  const end = await runShop(env, async (_app, port) => void (await placeOrder(port)));
  assert.equal(end.exitCode, 0, end.stderr);
  assert.deepEqual(collector.accepted(), { spans: [], logs: [], metrics: [] });
  const problems = end.stderr.split('\n').filter((line) => line.includes('export-failed'));
  assert.equal(problems.length, 1, end.stderr);
  assert.match(problems[0] ?? '', /certificate/i);
}
