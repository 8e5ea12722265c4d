/** An app that sends its own telemetry: `stub-app.mjs <what to do> [span name]`. */
const [task, spanName = 'work'] = process.argv.slice(2);

async function sendSpan(name) {
  const span = { traceId: '1'.repeat(32), spanId: process.pid.toString(16).padStart(16, '0'), name, kind: 2, startTimeUnixNano: '1000000', endTimeUnixNano: '3000000' };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'stub' } }] };
  await fetch(`${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
}

if (task === 'report') {
  console.log(`registered ${globalThis.registerWasLoaded} arguments ${process.argv.slice(2)} flags ${process.execArgv.slice(2)}`);
  await sendSpan(spanName);
  console.error('done');
  process.exitCode = 3;
} else if (task === 'serve') {
  let signals = 0;
  process.on('SIGINT', async () => {
    if (++signals > 1) console.log('a second SIGINT');
    await sendSpan('last words');
    process.exit(0);
  });
  setInterval(() => undefined, 1000);
  console.log('serving');
} else if (task === 'chatty') {
  setInterval(() => console.log('chatting'), 10);
} else if (task === 'stubborn') {
  process.on('SIGTERM', () => console.log('ignored'));
  setInterval(() => undefined, 1000);
  console.log('serving');
}
