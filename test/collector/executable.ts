/** Where the collector of the tests lies; `scripts/setup-collector.ts` builds it, the suite skips without it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';

export const builderFolder = path.join(root, 'test/collector/builder');

/** Its folder changes with what it is built from, so that an old one is never taken for a new one. */
export function collectorExecutable(): string {
  const sources = ['go.mod', 'main.go'].map((name) => readFileSync(path.join(builderFolder, name), 'utf8'));
  const release = /collector\/otelcol v(\S+)/.exec(sources[0] ?? '')?.[1];
  const version = `${release}-${createHash('sha256').update(sources.join('\0')).digest('hex').slice(0, 12)}`;
  return path.join(root, '.cache/collector', version, process.platform === 'win32' ? 'otelcol.exe' : 'otelcol');
}

/** Undefined when it is there. */
export function missingCollector(): string | undefined {
  return existsSync(collectorExecutable()) ? undefined : 'run `npm run setup:collector`, which needs Go';
}
