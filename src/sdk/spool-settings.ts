/** Where the spool of this process is, and how large it may become. */
import * as path from 'node:path';
import type { SpoolSettings } from '../delivery/courier/messages.js';
import { defaultRoot } from '../delivery/spool/default-root.js';
import type { Settings } from '../settings/read-settings.js';

const maxNameLength = 100;
/** How the semantic conventions begin the name of a service that has none. */
const unnamedService = 'unknown_service';

/** Undefined when it is off. */
export function spoolSettings({ delivery }: Settings, serviceName: string, mainScript?: string): SpoolSettings | undefined {
  if (delivery.spool === 'off') return undefined;
  return { folder: delivery.spoolFolder ?? defaultFolder(serviceName, mainScript), maxBytes: delivery.spoolMaxBytes, maxAgeMs: delivery.spoolMaxAgeMs };
}

/** One for each user and service, and for each script that has no name of its own: what one left is not sent under the settings of another. */
function defaultFolder(serviceName: string, mainScript: string | undefined): string {
  const script = mainScript === undefined || !serviceName.startsWith(unnamedService) ? '' : `-${encodeURIComponent(mainScript).slice(-maxNameLength)}`;
  const service = `service-${encodeURIComponent(serviceName).slice(0, maxNameLength)}${script}`;
  return path.join(defaultRoot(), service);
}
