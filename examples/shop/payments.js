/** The payments: a Fastify service with its pino logger that charges cards. Some card tokens make trouble, so that there is something to look at. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { withSpan } from '@org/otel-distro';
import Fastify from 'fastify';
import { closeOnSignals } from './end-signals.js';

const slowMs = 3500;

const app = Fastify({ logger: true });

const body = {
  type: 'object',
  required: ['amountCents', 'cardToken'],
  properties: { amountCents: { type: 'integer', minimum: 1 }, cardToken: { type: 'string' } },
};

app.post('/charges', { schema: { body } }, async (request, reply) => {
  const { amountCents, cardToken } = request.body;
  await assessRisk(amountCents);
  if (cardToken === 'tok_network_down') throw new Error('the card network did not answer');
  if (cardToken === 'tok_slow') await delay(slowMs);
  if (cardToken === 'tok_busy' && isEverySecondTime()) {
    request.log.warn('charge_postponed');
    return reply.code(503).send({ reason: 'try again' });
  }
  if (cardToken === 'tok_no_funds') {
    request.log.warn({ amountCents, cardToken }, 'charge_declined');
    return reply.code(402).send({ reason: 'insufficient funds' });
  }
  const paymentId = `pay_${randomUUID()}`;
  request.log.info({ paymentId, amountCents, cardToken }, 'card_charged');
  return { paymentId };
});

/** The work of a rule engine that has no instrumentation: worth a span of its own. */
function assessRisk(amountCents) {
  return withSpan('assess_risk', async (span) => {
    await delay(5 + Math.random() * 20);
    span.setAttribute('risk.level', amountCents > 10_000 ? 'high' : 'low');
  });
}

let isBusy = false;

function isEverySecondTime() {
  isBusy = !isBusy;
  return isBusy;
}

await app.listen({ host: '127.0.0.1', port: Number(process.env.PAYMENTS_PORT ?? 6301) });

closeOnSignals(() => app.close());
