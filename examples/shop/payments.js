/** The payments: a Fastify service that charges cards. Two card tokens never work, so that there is something to look at. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { withSpan } from '@org/otel-distro';
import Fastify from 'fastify';

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
  if (cardToken === 'tok_no_funds') {
    request.log.warn({ amount_cents: amountCents, card_token: cardToken }, 'charge declined');
    return reply.code(402).send({ reason: 'insufficient funds' });
  }
  const paymentId = `pay_${randomUUID()}`;
  request.log.info({ payment_id: paymentId, amount_cents: amountCents }, 'card charged');
  return { paymentId };
});

/** The work of a rule engine that has no instrumentation: worth a span of its own. */
function assessRisk(amountCents) {
  return withSpan('assess_risk', async (span) => {
    await delay(5 + Math.random() * 20);
    span.setAttribute('risk.level', amountCents > 10_000 ? 'high' : 'low');
  });
}

await app.listen({ host: '127.0.0.1', port: Number(process.env.PAYMENTS_PORT ?? 6301) });

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.close());
