/** Attributes of the app where one of its getters threw: what can be read without it is kept. */
import type { Attributes } from '@opentelemetry/api';

/** Never throws. @param read gives them: it may be what throws */
export function readableAttributes(read: () => Attributes | undefined): Attributes {
  const readable: Attributes = {};
  try {
    const attributes = read() ?? {};
    for (const key of Object.keys(attributes)) {
      try {
        readable[key] = structuredClone(attributes[key]);
      } catch {
        // left out
      }
    }
  } catch {
    // there are none
  }
  return readable;
}
