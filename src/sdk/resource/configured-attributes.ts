/** The attributes that the configuration states: single ones, and the comma-separated list of the environment. */
import type { Attributes } from '@opentelemetry/api';
import type { ResourceConfigModel } from '@opentelemetry/configuration';
import { reportProblem } from '../../diagnostics/log.js';

export function readConfiguredAttributes(configuration: ResourceConfigModel): Attributes {
  const attributes = parseAttributesList(configuration.attributes_list ?? '');
  for (const { name, value } of configuration.attributes ?? []) {
    if (value !== null) attributes[name] = value;
  }
  return attributes;
}

/** As the specification of OTEL_RESOURCE_ATTRIBUTES has it: percent-encoded pairs, and one bad pair discards all. */
function parseAttributesList(list: string): Attributes {
  const attributes: Attributes = {};
  for (const pair of list.split(',')) {
    if (pair.trim() === '') continue;
    const [name = '', value, ...rest] = pair.split('=').map((part) => part.trim());
    const decoded = name === '' || value === undefined || rest.length > 0 ? undefined : decodePair(name, value);
    if (decoded === undefined) {
      reportProblem('setting-invalid', 'resource.attributes_list has an entry that is not name=value; the list is ignored.');
      return {};
    }
    attributes[decoded.name] = decoded.value;
  }
  return attributes;
}

function decodePair(name: string, value: string): { name: string; value: string } | undefined {
  try {
    return { name: decodeURIComponent(name), value: decodeURIComponent(value) };
  } catch {
    return undefined;
  }
}
