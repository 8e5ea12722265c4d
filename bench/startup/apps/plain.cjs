/** An app without libraries, up to listening. */
const { createServer } = require('node:http');
const { sayReady } = require('./say-ready.cjs');

createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1', sayReady);
