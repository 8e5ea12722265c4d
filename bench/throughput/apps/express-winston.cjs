/** A service with a route and one log line in JSON per request. */
const express = require('express');
const winston = require('winston');
const { answerQuestions } = require('./answer-questions.cjs');

const logger = winston.createLogger({
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Console()],
});

const app = express();
app.get('/orders/:id', (request, response) => {
  logger.info('order read', { orderId: request.params.id });
  response.json({ id: request.params.id, state: 'paid' });
});
const server = app.listen(0, '127.0.0.1', () => answerQuestions(server));
