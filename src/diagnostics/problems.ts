/** The table of problems that the distro can report: one row per code; the reference page and the tests come from it. */

export type ProblemSeverity = 'error' | 'warn' | 'info';

export interface ProblemDefinition {
  readonly severity: ProblemSeverity;
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** What the distro does now. */
  readonly consequence: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

function row(severity: ProblemSeverity, meaning: string, consequence: string, remedy: string): ProblemDefinition {
  return { severity, meaning, consequence, remedy };
}

/** Codes are stable: a retired one is moved to `retiredProblemCodes` and never used again. */
export const problemDefinitions = {
  'node-unsupported': row(
    'error',
    'This version of Node.js is older than the distro supports.',
    'The app runs without telemetry.',
    'Use Node.js 20.19 or newer.',
  ),
  'start-failed': row(
    'error',
    'The distro could not start.',
    'The app runs without telemetry; the parts already built were shut down.',
    'Read the reason in the line; set OTEL_LOG_LEVEL=debug for the stack.',
  ),
  'already-started': row(
    'warn',
    'A second copy of the distro was loaded in this process.',
    'The first copy goes on alone.',
    'Load register once: either --import, --require, NODE_OPTIONS or an import in the app.',
  ),
  'other-agent': row(
    'warn',
    'Another OpenTelemetry SDK or APM agent is active in this process.',
    'The distro stands down, so that nothing is recorded twice.',
    'Remove the other agent, or remove --import @org/otel-distro/register.',
  ),
  'second-sdk': row(
    'warn',
    'The app or a library started an OpenTelemetry SDK of its own after the distro.',
    'The API stays with the distro; the other SDK gets only what is handed to it directly.',
    'Remove the start of the other SDK, or remove --import @org/otel-distro/register.',
  ),
  'loaded-too-late': row(
    'warn',
    'Libraries were loaded before the distro.',
    'These libraries leave no spans and metrics in this process.',
    'Start with node --import @org/otel-distro/register app.js, so that the distro comes first.',
  ),
  'setting-invalid': row(
    'warn',
    'A variable has a value that cannot be used.',
    'The value named in the line is used instead.',
    'Set one of the allowed values.',
  ),
  'setting-unknown': row(
    'warn',
    'A variable begins with OTEL_DISTRO_ but is not one of ours.',
    'It is ignored.',
    'Check the spelling against docs/reference/settings.md.',
  ),
  'setting-unsupported': row(
    'warn',
    'A variable of the OpenTelemetry specification asks for something that the distro cannot do.',
    'The value named in the line is used instead.',
    'Set one of the allowed values.',
  ),
  'config-file-invalid': row(
    'error',
    'The file that OTEL_CONFIG_FILE names cannot be read or is not valid.',
    'The distro starts with the environment variables instead.',
    'Correct the file at the place named in the line.',
  ),
  'instrumentation-failed': row(
    'warn',
    'An instrumentation threw while it was set up.',
    'The library works without telemetry.',
    'Report it with the line and the version of the library.',
  ),
  'instrumentation-unknown': row(
    'warn',
    'A setting names an instrumentation or an instrumentation option that does not exist.',
    'It is ignored.',
    'Use a name from docs/reference/instrumentations.md.',
  ),
  'export-failed': row(
    'warn',
    'Telemetry could not be delivered.',
    'The line says whether it is kept and sent again, or lost; the app goes on.',
    'Check that the endpoint in the line runs and can be reached from here; set OTEL_EXPORTER_OTLP_ENDPOINT, or OTEL_TRACES_EXPORTER=none (METRICS, LOGS alike) to turn the export off.',
  ),
  'record-invalid': row(
    'warn',
    'A span, metric or log record cannot be encoded.',
    'It is left out; everything else is delivered.',
    'Correct the place that makes it: the names of tracers, meters, spans and metrics are texts, and a span link has the context of a span.',
  ),
  'export-recovered': row(
    'info',
    'Telemetry is delivered again after a failure.',
    'Nothing needs to be done.',
    'Nothing needs to be done.',
  ),
  'admin-port-unavailable': row(
    'warn',
    'The port of /metrics cannot be opened.',
    'There is no /metrics in this process; everything else works.',
    'Set OTEL_EXPORTER_PROMETHEUS_PORT to a free port, or leave prometheus out of OTEL_METRICS_EXPORTER.',
  ),
  'observation-failed': row(
    'warn',
    'A callback that observes a metric threw.',
    'This metric has no value until the callback works again; the others are collected.',
    'Correct the callback at the place named in the line.',
  ),
  'measurement-invalid': row(
    'warn',
    'A counter, gauge or histogram of the app was made or used in a way that cannot be recorded.',
    'The measurement is dropped; the app goes on.',
    'Give the instrument a name, bucket boundaries that are a list of numbers, and attributes that are plain text, numbers or booleans.',
  ),
  'span-invalid': row(
    'warn',
    'A span or flow of the app was given a name or options that cannot be used.',
    'What is named in the line is left out; the function runs, in a span.',
    'Correct the call that is named in the line.',
  ),
  'context-field-invalid': row(
    'warn',
    'bindContext or withContext was called with something that logs cannot carry, or outside of a request.',
    'What is named in the line is left out; everything else is recorded.',
    'Correct the call that is named in the line: texts, numbers, booleans, dates, errors, lists and objects of them, 4,096 characters each.',
  ),
  'log-invalid': row(
    'warn',
    'A logger of the app was given an event name, a field, an error or a level that cannot be used.',
    'What is named in the line is left out or replaced; the rest of the record is kept.',
    'Correct the call that is named in the line: log.info(\'order_placed\', { orderId }), with fields that are plain data.',
  ),
  'flow-step-outside': row(
    'warn',
    'A step was run outside of a flow, or on a flow that has ended.',
    'The function of the step runs; the step is not recorded.',
    'Wait in the function of the flow for all that belongs to it (await), and call steps inside of it.',
  ),
  'flow-names-unbounded': row(
    'warn',
    'Flows, or the steps of a flow, have so many names that a metric cannot have one time series for each: most likely a name is made of user input.',
    'The metrics of all further names go by the name other; logs and spans keep the real name.',
    'Give it a fixed name, and set what changes, such as the number of an order, as an attribute.',
  ),
  'span-open': row(
    'warn',
    'A span of the helper API was started and not ended.',
    'It is sent, with otel_distro.interrupted, when the process ends.',
    'End it: with `using`, with end() in a finally block, or by withSpan; OTEL_DISTRO_OPEN_SPAN_WARNING=0 turns this line off.',
  ),
  'queue-full': row(
    'warn',
    'Telemetry is made faster than it can be delivered.',
    'The newest spans or log records are dropped until there is room.',
    'Sample (OTEL_TRACES_SAMPLER); raise OTEL_BSP_MAX_QUEUE_SIZE or OTEL_BLRP_MAX_QUEUE_SIZE where they are set.',
  ),
  'spool-unusable': row(
    'warn',
    'The spool, in which telemetry waits on disk for its collector, does not work as it should.',
    'Telemetry waits in memory only, and what does not fit is dropped; the app goes on.',
    'Make the folder in the line usable for this user, name another one in OTEL_DISTRO_SPOOL_DIR, or set OTEL_DISTRO_SPOOL=off.',
  ),
  'spool-dropped': row(
    'warn',
    'The spool has no room for more, or holds telemetry that no collector took in time.',
    'The oldest telemetry is dropped and counted; what is in memory as well is still sent.',
    'Make the collector take telemetry again; raise OTEL_DISTRO_SPOOL_MAX_BYTES or OTEL_DISTRO_SPOOL_MAX_AGE.',
  ),
  'shutdown-deadline': row(
    'warn',
    'Telemetry was not delivered before the process had to end.',
    'What was left is lost.',
    'Check the endpoint, or raise OTEL_DISTRO_SHUTDOWN_TIMEOUT.',
  ),
  'redaction-failed': row(
    'error',
    'Something that was about to leave could not be redacted.',
    'It stays here, so that nothing leaves unredacted; of a span or log record, the times and ids leave.',
    'Report it with the line.',
  ),
  'redaction-off': row(
    'warn',
    'OTEL_DISTRO_REDACTION=off is set.',
    'Telemetry leaves as it is recorded, secrets included.',
    'Unset OTEL_DISTRO_REDACTION; to let single keys pass, name them in OTEL_DISTRO_REDACT_ALLOW_KEYS.',
  ),
  'redaction-pattern-refused': row(
    'error',
    'A pattern of OTEL_DISTRO_REDACT_PATTERNS cannot be used: it does not compile, a text could keep it busy for too long, or its file cannot be read.',
    'What only this pattern finds leaves; with OTEL_DISTRO_REDACTION=strict every text is hidden instead.',
    'Correct what the line names.',
  ),
  'redaction-callback-failed': row(
    'error',
    'A callback of addRedaction threw, gave something that can be no value, or led to a value about which it would be asked itself.',
    'Nothing leaves unredacted: [REDACTED:error] stands for each value that it fails on.',
    'Correct the callback: quick, synchronous, no logging, a text, number, boolean or undefined for each value; its key may be undefined.',
  ),
  'processor-failed': row(
    'warn',
    'A span or log record processor behind the redaction threw.',
    'That processor missed a span or log record; the app and the other processors go on.',
    'Correct the processor, or report it with the line if it is ours.',
  ),
  'upstream-diagnostic': row(
    'warn',
    'An OpenTelemetry component reported something.',
    'See the line.',
    'See the line; set OTEL_LOG_LEVEL=debug for more.',
  ),
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problemDefinitions;

/** Codes that older versions used. */
export const retiredProblemCodes: readonly string[] = [];
