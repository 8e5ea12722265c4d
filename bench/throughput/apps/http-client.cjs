/** A service that asks another one for each answer. */
const { Agent, createServer, request } = require('node:http');
const { answerQuestions } = require('./answer-questions.cjs');

const agent = new Agent({ keepAlive: true });
const url = new URL('/stock/1042', process.env.BACKEND_URL);

const server = createServer((_request, response) => {
  const outgoing = request(url, { agent }, (answer) => {
    let body = '';
    answer.setEncoding('utf8').on('data', (text) => (body += text)).on('end', () => response.end(body));
  });
  outgoing.on('error', (error) => response.writeHead(502).end(error.message)).end();
});
server.listen(0, '127.0.0.1', () => answerQuestions(server));
