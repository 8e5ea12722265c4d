/** The table of instrumentations: one row per library; the bundle's chunks, the hooks, the settings and the reference page come from it. */

/**
 * When an instrumentation is loaded:
 * - `module`: when the app loads one of `modules`;
 * - `core`: at start, because these modules of Node.js are loaded already;
 * - `channel`: at the first message on a diagnostics channel, which is then handed to `method`;
 * - `idle`: after the app's first tick, because nothing depends on it;
 * - `lambda`: at start, on AWS Lambda only.
 */
export type InstrumentationTrigger =
  | { readonly on: 'module' | 'core' | 'idle' | 'lambda' }
  | { readonly on: 'channel'; readonly channel: string; readonly method: string };

export interface InstrumentationRow {
  /** The name in `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_DISTRO_INSTRUMENTATION_OPTIONS`. */
  readonly id: string;
  /** Where the class comes from: a package, or a file below `src/instrumentations/own`. */
  readonly from: string;
  /** The same for the slow path, where it has another one. */
  readonly slowFrom?: string;
  readonly className: string;
  readonly trigger: InstrumentationTrigger;
  /** Names of the packages or core modules that it patches. */
  readonly modules: readonly string[];
  readonly enabledByDefault: boolean;
  /** Its ES modules only hand on its CommonJS files, so nothing has to be wrapped when it is imported. */
  readonly handsOnCommonJs?: boolean;
  /** Stays off where this other instrumentation is loaded, and goes off when it is. */
  readonly yieldsTo?: string;
  /** Why it differs from `auto-instrumentations-node`; goes into the reference page. */
  readonly remark?: string;
}

const onModule: InstrumentationTrigger = { on: 'module' };

/** The file of an instrumentation that is ours, or upstream's with something added. */
const own = (id: string): Pick<InstrumentationRow, 'from'> => ({ from: `./own/${id}-instrumentation` });

type Extras = Partial<Pick<InstrumentationRow, 'from' | 'slowFrom' | 'trigger' | 'enabledByDefault' | 'handsOnCommonJs' | 'yieldsTo' | 'remark'>>;

function row(id: string, className: string, modules: readonly string[], extras: Extras = {}): InstrumentationRow {
  const from = `@opentelemetry/instrumentation-${id}`;
  return { id, from, className, trigger: onModule, modules, enabledByDefault: true, ...extras };
}

const noisy = 'A span for each look-up or socket says little beside the http span.';

export const catalogue: readonly InstrumentationRow[] = [
  row('amqplib', 'AmqplibInstrumentation', ['amqplib']),
  row('aws-lambda', 'AwsLambdaInstrumentation', [], { trigger: { on: 'lambda' } }),
  row('aws-sdk', 'AwsInstrumentation', [
    '@aws-sdk/middleware-stack',
    '@smithy/middleware-stack',
    '@smithy/core',
    '@aws-sdk/smithy-client',
    '@smithy/smithy-client',
  ]),
  row('bunyan', 'BunyanInstrumentation', ['bunyan'], { ...own('bunyan'), remark: 'Bunyan 2 too, which upstream leaves out.' }),
  row('cassandra-driver', 'CassandraDriverInstrumentation', ['cassandra-driver']),
  row('child_process', 'ChildProcessInstrumentation', ['child_process', 'cluster'], {
    ...own('child_process'),
    handsOnCommonJs: true,
    remark: 'No spans: children get the context of the active one, see OTEL_DISTRO_CHILD_CONTEXT. Ours: auto-instrumentations-node has none.',
  }),
  row('connect', 'ConnectInstrumentation', ['connect']),
  row('cucumber', 'CucumberInstrumentation', ['@cucumber/cucumber']),
  row('dataloader', 'DataloaderInstrumentation', ['dataloader']),
  row('dns', 'DnsInstrumentation', ['dns', 'dns/promises'], { trigger: { on: 'core' }, enabledByDefault: false, remark: noisy }),
  row('express', 'ExpressInstrumentation', ['express'], { ...own('express'), slowFrom: '@opentelemetry/instrumentation-express' }),
  row('fastify', 'FastifyInstrumentation', ['fastify'], {
    ...own('fastify'),
    trigger: { on: 'channel', channel: 'fastify.initialization', method: 'onInitialization' },
    remark: 'Fastify 4 and 5. Ours: auto-instrumentations-node has none.',
  }),
  row('fs', 'FsInstrumentation', ['fs', 'fs/promises'], { trigger: { on: 'core' }, enabledByDefault: false }),
  row('generic-pool', 'GenericPoolInstrumentation', ['generic-pool']),
  row('graphql', 'GraphQLInstrumentation', ['graphql']),
  row('grpc', 'GrpcInstrumentation', ['@grpc/grpc-js']),
  row('hapi', 'HapiInstrumentation', ['@hapi/hapi']),
  row('host-metrics', 'HostMetricsInstrumentation', [], { trigger: { on: 'idle' }, enabledByDefault: false }),
  row('http', 'HttpInstrumentation', ['http', 'https'], { from: '../http/http-instrumentation', slowFrom: './own/http-instrumentation', trigger: { on: 'core' } }),
  row('ioredis', 'IORedisInstrumentation', ['ioredis']),
  row('kafkajs', 'KafkaJsInstrumentation', ['kafkajs']),
  row('knex', 'KnexInstrumentation', ['knex']),
  row('koa', 'KoaInstrumentation', ['koa'], { handsOnCommonJs: true }),
  row('lru-memoizer', 'LruMemoizerInstrumentation', ['lru-memoizer']),
  row('memcached', 'MemcachedInstrumentation', ['memcached']),
  row('mongodb', 'MongoDBInstrumentation', ['mongodb']),
  row('mongoose', 'MongooseInstrumentation', ['mongoose']),
  row('mysql', 'MySQLInstrumentation', ['mysql']),
  row('mysql2', 'MySQL2Instrumentation', ['mysql2']),
  row('nestjs-core', 'NestInstrumentation', ['@nestjs/core']),
  row('net', 'NetInstrumentation', ['net'], { trigger: { on: 'core' }, enabledByDefault: false, remark: noisy }),
  row('openai', 'OpenAIInstrumentation', ['openai']),
  row('oracledb', 'OracleInstrumentation', ['oracledb']),
  row('pg', 'PgInstrumentation', ['pg', 'pg-pool'], { handsOnCommonJs: true }),
  row('pino', 'PinoInstrumentation', ['pino'], own('pino')),
  row('redis', 'RedisInstrumentation', ['redis', '@redis/client', '@node-redis/client']),
  row('restify', 'RestifyInstrumentation', ['restify']),
  row('router', 'RouterInstrumentation', ['router'], {
    yieldsTo: 'express',
    remark: 'Off in an app that loads Express, whose version 5 is built on router: its spans would appear twice. The server span gets no route.',
  }),
  row('runtime-node', 'RuntimeNodeInstrumentation', [], { trigger: { on: 'idle' } }),
  row('socket.io', 'SocketIoInstrumentation', ['socket.io']),
  row('tedious', 'TediousInstrumentation', ['tedious']),
  row('undici', 'UndiciInstrumentation', ['undici'], {
    ...own('undici'),
    trigger: { on: 'channel', channel: 'undici:request:create', method: 'onRequestCreated' },
    remark: 'The package from 5.12 on, and the `fetch` of Node.js.',
  }),
  row('winston', 'WinstonInstrumentation', ['winston'], {
    ...own('winston'),
    remark: 'Winston 3 sends its records to the Logs API without the upstream transport, which writes to a place that SDK 3 does not read; older versions get trace ids only.',
  }),
  row('worker_threads', 'WorkerThreadsInstrumentation', ['worker_threads'], {
    ...own('worker_threads'),
    handsOnCommonJs: true,
    remark: 'As child_process.',
  }),
];
