/** OTLP/JSON lines on a stream. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { createOtlpStdoutExporter } from '../../../src/delivery/otlp-stdout-exporter.js';

describe('OTLP on stdout', () => {
  it('writes one line of JSON for each request', async () => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const exporter = createOtlpStdoutExporter(JsonTraceSerializer, stream);
    for (let count = 0; count < 2; count++) {
      const result = await new Promise<ExportResult>((resolve) => exporter.export([], resolve));
      assert.equal(result.code, ExportResultCode.SUCCESS);
    }
    await exporter.shutdown();
    const text = Buffer.concat(chunks).toString();
    assert.match(text, /^\{.*\}\n\{.*\}\n$/);
    for (const line of text.trim().split('\n')) assert.deepEqual(Object.keys(JSON.parse(line) as object), ['resourceSpans']);
  });

  it('waits for what is not written yet, and fails when the stream is closed', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const exporter = createOtlpStdoutExporter(JsonTraceSerializer, stream);
    const codes: number[] = [];
    exporter.export([], ({ code }) => codes.push(code));
    exporter.export([], ({ code }) => codes.push(code));
    stream.resume();
    await exporter.forceFlush();
    assert.deepEqual(codes, [ExportResultCode.SUCCESS, ExportResultCode.SUCCESS]);
    stream.on('error', () => {});
    stream.destroy();
    exporter.export([], ({ code }) => codes.push(code));
    await exporter.forceFlush();
    assert.equal(codes[2], ExportResultCode.FAILED);
  });
});
