/** An app without libraries, up to listening. */
import { createServer } from 'node:http';
import { sayReady } from './say-ready.cjs';

createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1', sayReady);
