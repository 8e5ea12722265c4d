/** From whom flows are taken; most services take them from nobody, and read no code for it. */
import type { FlowPeers } from '../flow/flow-peers.js';

const nobody: FlowPeers = { isFromPeer: () => false, stop: () => undefined };

/** @param loadFlowPeers loads `flow-peers.cjs` */
export function startFlowPeers(peers: readonly string[], loadFlowPeers: () => typeof import('../flow/flow-peers.js')): FlowPeers {
  return peers.length === 0 ? nobody : loadFlowPeers().watchFlowPeers(peers);
}
