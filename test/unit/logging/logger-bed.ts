/** A logger of ours in front of an SDK in memory, with all that it writes. */
import assert from 'node:assert/strict';
import { ContextLogRecordProcessor } from '../../../src/context/context-log-record-processor.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { ConsoleLines } from '../../../src/logging/console-lines.js';
import { EventLogger } from '../../../src/logging/event-logger.js';
import type { Line } from '../../../src/logging/line.js';
import { RedactionLogRecordProcessor } from '../../../src/redaction/exits/redaction-log-record-processor.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

export class LoggerBed {
  readonly logger = new EventLogger({ name: 'shop', level: 'info', format: JSON.stringify });
  /** What the distro says. */
  readonly said: string[] = [];
  readonly texts: string[] = [];
  readonly sdk: InMemorySdk;
  readonly #restoreSink = setDiagnosticSink((line) => this.said.push(line));
  readonly #realLog = ConsoleLines.prototype.log;

  constructor() {
    ConsoleLines.prototype.log = (text) => void this.texts.push(text);
    // as in sdk/logs.ts: the exporters stand behind the redaction
    const next = { onEmit: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined };
    this.sdk = startInMemorySdk({ logRecordProcessors: [new ContextLogRecordProcessor(), new RedactionLogRecordProcessor({ next: [next] })] });
  }

  stop(): void {
    ConsoleLines.prototype.log = this.#realLog;
    this.sdk.stop();
    this.#restoreSink();
  }

  readonly lines = (): Line[] => this.texts.map((text) => JSON.parse(text) as Line);

  /** What differs from one line to the next is left out. */
  readonly shown = (): Record<string, unknown>[] =>
    this.lines().map(({ timestamp, logger: name, ...rest }) => {
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.equal(name, 'shop');
      return rest;
    });

  readonly records = () => this.sdk.finishedLogRecords();
}
