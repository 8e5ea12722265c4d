/** Settings of flows: from whom one is taken that was begun in another process. */
import { addressRanges } from '../kinds/address-ranges.js';
import { setting } from '../setting.js';

export const flows = {
  peers: setting({
    env: 'OTEL_DISTRO_FLOW_PEERS',
    kind: addressRanges,
    default: [],
    doc: 'The callers whose flows go on in this service, by the address of their connection; * means all, messages included. What others send of a flow is not sent further.',
  }),
} as const;
