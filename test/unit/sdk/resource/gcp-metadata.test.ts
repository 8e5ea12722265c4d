import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instance, isAvailable, project } from '../../../../src/sdk/resource/gcp-metadata.js';
import { findFreePort } from '../../../support/free-port.js';

describe('metadata server of Google', () => {
  let server: Server;

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const values: Readonly<Record<string, string>> = {
    '/computeMetadata/v1/instance/': 'zone',
    '/computeMetadata/v1/instance/id': '4520031799277581759',
    '/computeMetadata/v1/project/project-id': 'shop',
  };
  const google: RequestListener = (request, response) => {
    assert.equal(request.headers['metadata-flavor'], 'Google');
    const value = values[request.url ?? ''];
    response.writeHead(value === undefined ? 404 : 200, { 'Metadata-Flavor': 'Google' }).end(value);
  };

  it('gives the text of a value, so that no digit of an id is lost', async () => {
    const host = await serve(google);
    assert.equal(await isAvailable(host), true);
    assert.equal(await instance('id', host), '4520031799277581759');
    assert.equal(await project('project-id', host), 'shop');
  });

  it('rejects for a value that the server does not have', async () => {
    const host = await serve(google);
    await assert.rejects(instance('attributes/cluster-name', host), /cluster-name: 404/);
  });

  it('is not available where another server has the address', async () => {
    assert.equal(await isAvailable(await serve((_request, response) => response.end('zone'))), false);
  });

  it('is not available where nobody listens', async () => {
    server = createServer();
    assert.equal(await isAvailable(`127.0.0.1:${await findFreePort()}`), false);
  });

  it('is not available where nobody answers in time', async () => {
    assert.equal(await isAvailable(await serve(() => undefined)), false);
  });

  it('is not available where the connection breaks before the answer', async () => {
    assert.equal(await isAvailable(await serve((request) => request.socket.destroy())), false);
  });

  it('is not available where the connection breaks in the answer', async () => {
    const host = await serve((request, response) => {
      response.writeHead(200, { 'Metadata-Flavor': 'Google', 'Content-Length': '10' }).write('zo');
      setImmediate(() => request.socket.destroy());
    });
    assert.equal(await isAvailable(host), false);
  });
});
