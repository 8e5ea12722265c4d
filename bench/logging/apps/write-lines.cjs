/** Writes log lines in an active span, as fast as it can or at a pace; asked over IPC. Arguments: the logger, the times. */
const { context, trace } = optional('@opentelemetry/api') ?? {};

const [, , way, times] = process.argv;
const { warmUpMs, measuredMs, linesPerSecond } = JSON.parse(times);
/** Between two bursts the event loop does what else there is to do, such as exports. */
const burst = 50;

function optional(name) {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

const makers = {
  winston() {
    const winston = require('winston');
    return winston.createLogger({
      format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
      transports: [new winston.transports.Console()],
    });
  },
  /** The transport of upstream's instrumentation writes to the place of an older API; here it reaches the SDK. */
  bridged() {
    const { logs } = require('@opentelemetry/api');
    globalThis[Symbol.for('io.opentelemetry.js.api.logs')] = () => logs.getLoggerProvider();
    return makers.winston();
  },
  getLogger: () => require('@org/otel-distro').getLogger('shop.orders'),
};
const logger = makers[way]();

let written = 0;
function writeBurst() {
  for (let index = 0; index < burst; index++) {
    written++;
    logger.info('order_placed', { orderId: written, customerId: 'c-48121', total: 42.5, currency: 'EUR', items: 3, path: '/orders/confirm' });
  }
}

/** Resolves when the time is over. */
function write(forMs, pace) {
  const endMs = performance.now() + forMs;
  return new Promise((resolve) => {
    const next = () => {
      writeBurst();
      if (performance.now() >= endMs) resolve();
      else if (pace === undefined) setImmediate(next);
      else setTimeout(next, (1000 * burst) / pace);
    };
    next();
  });
}

async function measure(pace) {
  await write(warmUpMs, pace);
  const before = { written, cpu: process.cpuUsage(), atMs: performance.now() };
  await write(measuredMs, pace);
  const { user, system } = process.cpuUsage(before.cpu);
  const lines = written - before.written;
  return { lines, total: written, linesPerSecond: (1000 * lines) / (performance.now() - before.atMs), cpuUsPerLine: (user + system) / lines };
}

function inSpan(work) {
  if (trace === undefined) return work();
  const span = trace.getTracer('bench').startSpan('work');
  return context.with(trace.setSpan(context.active(), span), work);
}

process.on('message', (question) => {
  inSpan(() => measure(question === 'paced' ? linesPerSecond : undefined)).then((answer) => process.send(answer));
});
process.send({});
