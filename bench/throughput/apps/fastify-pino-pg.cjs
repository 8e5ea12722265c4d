/** A service with a query and one log line per request. */
const { fastify } = require('fastify');
const { Pool } = require('pg');
const { answerQuestions } = require('./answer-questions.cjs');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = fastify({ logger: true, disableRequestLogging: true });
app.route({
  method: 'GET',
  url: '/orders/:id',
  async handler({ params, log }) {
    const { rows } = await pool.query("SELECT $1::text AS id, 'paid' AS state", [params.id]);
    log.info({ orderId: params.id }, 'order read');
    return rows[0];
  },
});
app.listen({ port: 0, host: '127.0.0.1' }).then(() => answerQuestions(app.server));
