/** The least service there is. */
const { createServer } = require('node:http');
const { answerQuestions } = require('./answer-questions.cjs');

const server = createServer((_request, response) => response.end('hello'));
server.listen(0, '127.0.0.1', () => answerQuestions(server));
