/** Puts the Prometheus reader behind `/metrics` of the admin server. */
import { startAdminServer, type AdminResponse } from '../admin/admin-server.js';
import { logDiagnostic } from '../diagnostics/log.js';
import { prometheusContentType } from '../metrics/prometheus-reader.js';
import type { PrometheusEndpoint } from './metrics.js';

/** @returns the undo */
export function serveMetrics({ reader, host, port }: PrometheusEndpoint): () => void {
  const metricsPage = async (): Promise<AdminResponse> => ({ contentType: prometheusContentType, body: await reader.collectText() });
  const onListening = (url: string): void => {
    // the start line names every other port
    if (port === 0) logDiagnostic('info', `/metrics on ${url}/metrics`);
  };
  const server = startAdminServer({ host, port, routes: { '/metrics': metricsPage }, onListening });
  return () => void server.close();
}
