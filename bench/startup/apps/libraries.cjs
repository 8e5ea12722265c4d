/** An app with the libraries of a usual service, up to listening. */
const express = require('express');
const { Redis } = require('ioredis');
const { Pool } = require('pg');
const winston = require('winston');
const { sayReady } = require('./say-ready.cjs');

const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
const pool = new Pool();
const redis = new Redis({ lazyConnect: true });

const app = express();
app.get('/', async (_request, response) => {
  logger.info('asked');
  response.json([await pool.query('select 1'), await redis.ping()]);
});
app.listen(0, '127.0.0.1', sayReady);
