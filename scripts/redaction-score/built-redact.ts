/** The public `redact` of the built package, in a process of its own: with its defaults, or with settings that hold once register ran. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

const dist = path.resolve(import.meta.dirname, '../../dist');
const script = path.join(import.meta.dirname, 'redact-values.mjs');

/** Nothing is to be sent; the variables of this process must not decide. */
const quiet = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'error' };

/** @param settings variables with which register is loaded; none = it is not loaded */
export function redactWithBuilt(values: readonly unknown[], settings?: Readonly<Record<string, string>>): unknown[] {
  if (values.length === 0) return [];
  const loading = settings === undefined ? [] : ['--import', path.join(dist, 'register.cjs')];
  const stdout = execFileSync(process.execPath, [...loading, script], {
    input: JSON.stringify(values),
    env: { PATH: process.env['PATH'], ...quiet, ...settings },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 1024 * 1024 * 1024,
  });
  return JSON.parse(stdout) as unknown[];
}
