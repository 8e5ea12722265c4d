/** Where the spool of this process is, and how large it may become. */
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { SpoolSettings } from '../delivery/courier/messages.js';
import type { Settings } from '../settings/read-settings.js';

const maxNameLength = 100;

/** Undefined when it is off. */
export function spoolSettings({ delivery }: Settings, serviceName: string): SpoolSettings | undefined {
  if (delivery.spool === 'off') return undefined;
  return { folder: delivery.spoolFolder ?? defaultFolder(serviceName), maxBytes: delivery.spoolMaxBytes, maxAgeMs: delivery.spoolMaxAgeMs };
}

/** One for each user and service: what one service left is not sent under the settings of another. */
function defaultFolder(serviceName: string): string {
  const service = `service-${encodeURIComponent(serviceName).slice(0, maxNameLength)}`;
  return path.join(tmpdir(), `otel-distro-${process.getuid?.() ?? 'user'}`, service);
}
