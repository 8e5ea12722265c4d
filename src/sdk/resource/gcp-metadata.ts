/**
 * Asks Google's metadata server. In the bundle it stands in for the package gcp-metadata, of which the upstream detector
 * uses these functions: that one brings an HTTP client and a dozen packages, and writes warnings of its own.
 */
import { get } from 'node:http';
import { processEnvironment } from '../../settings/environment.js';

const flavor = 'Google';
/** It answers in milliseconds. */
const answerTimeoutMs = 1000;

/** GCE_METADATA_HOST or GCE_METADATA_IP, as Google's own libraries read them, else the address that each machine of theirs has. */
function findHost({ GCE_METADATA_HOST: host, GCE_METADATA_IP: address } = processEnvironment()): string {
  return host || address || '169.254.169.254';
}

export async function isAvailable(host = findHost()): Promise<boolean> {
  try {
    await read('instance/', host);
    return true;
  } catch {
    return false;
  }
}

/** @param name for example `zone` or `attributes/cluster-name` @throws {Error} the server does not answer, or does not know it */
export function instance(name: string, host = findHost()): Promise<string> {
  return read(`instance/${name}`, host);
}

/** @param name for example `project-id` @throws {Error} the server does not answer, or does not know it */
export function project(name: string, host = findHost()): Promise<string> {
  return read(`project/${name}`, host);
}

function read(path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = `http://${host}/computeMetadata/v1/${path}`;
    const request = get(url, { headers: { 'Metadata-Flavor': flavor }, timeout: answerTimeoutMs, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).once('error', reject).once('end', () => {
        // another server may have the address, on another cloud
        if (response.statusCode === 200 && response.headers['metadata-flavor'] === flavor) resolve(text);
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
    });
    request.once('socket', (socket) => socket.unref());
    request.once('timeout', () => request.destroy(new Error(`${url}: no answer within ${answerTimeoutMs} ms`)));
    request.once('error', reject);
  });
}

/** Named by the index of the detector. */
export function resetIsAvailableCache(): void {
  // nothing is kept
}
