/**
 * The allow-list of `strict`: what describes the system and what it does. What can hold something of the people who use it is not on it:
 * addresses of clients, whole URLs and queries, headers, bodies, arguments, keys of messages, prompts. Texts for people (messages of errors,
 * statements, paths) are on it, because the rules for texts hide what is in them, those of the preset `pii` among them.
 */
import { createNameFilter } from '../../support/name-filter.js';
import { pathsTo } from './user-names.js';

export const strictKeys: readonly string[] = [
  // ours
  'flow.*', 'otel_distro.*', 'request.id', 'request.method', 'request.route', 'correlation.id', 'session.id', 'session.previous_id', 'rule', 'surface',
  'kind', 'reason', 'signal',

  // where it runs
  'service.*', 'deployment.*', 'telemetry.*', 'otel.*', 'cloud.*', 'k8s.*', 'os.*', 'host.name', 'host.id', 'host.type', 'host.arch', 'host.image.*',
  'container.id', 'container.name', 'container.image.*', 'container.runtime*', 'container.csi.*', 'container.cpu.*', 'container.label*.*',
  'process.pid', 'process.parent_pid', 'process.runtime.*', 'process.executable.name', 'process.creation.time', 'process.exit.*', 'process.state',
  'process.cpu.*', 'process.memory.*', 'process.context_switch.type', 'process.paging.fault_type', 'process.paging.fault.type',
  'system.*', 'cpu.*', 'disk.io.direction', 'v8js.*', 'nodejs.*', 'webengine.*', 'thread.*',
  'aws.ecs.*', 'aws.eks.*', 'aws.lambda.*', 'aws.log.*', 'az.namespace', 'azure.resource_group.name', 'azure.resource_provider.namespace',
  'gcp.cloud_run.*', 'gcp.gce.instance.name', 'gcp.gce.instance.hostname', 'gcp.apphub*', 'heroku.*', 'cloudfoundry.*',

  // what it does
  'code.*', 'error.*', 'exception.*', 'event.name', 'log.iostream', 'log.file.*', 'log.record.uid', 'feature_flag.key', 'feature_flag.provider.name',
  'feature_flag.result.reason', 'feature_flag.result.variant',
  'http.request.method', 'http.request.method_original', 'http.request.body.size', 'http.request.size', 'http.request.resend_count',
  'http.response.status_code', 'http.response.body.size', 'http.response.size', 'http.route', 'http.connection.state',
  'http.method', 'http.status_code', 'http.scheme', 'http.flavor',
  'url.scheme', 'url.path', 'url.template', 'server.*', 'net.host.name', 'net.host.port', 'net.transport', 'net.protocol.*', 'peer.service',
  'network.protocol.*', 'network.transport', 'network.type', 'network.io.direction', 'network.connection.*', 'network.interface.name',
  'network.local.address', 'network.local.port', 'tls.protocol.*', 'tls.cipher', 'tls.curve', 'tls.established', 'tls.resumed',
  'express.*', 'koa.*', 'fastify.*', 'hapi.*', 'connect.*', 'restify.*', 'nestjs.*', 'hook.callback.name', 'plugin.name',
  'rpc.system', 'rpc.system.name', 'rpc.service', 'rpc.method', 'rpc.method_original', 'rpc.*status_code', 'rpc.*error_code', 'rpc.message.*',
  'rpc.jsonrpc.request_id', 'rpc.jsonrpc.version', 'graphql.operation.*', 'graphql.field.name', 'graphql.field.type',
  'db.system', 'db.system.name', 'db.namespace', 'db.name', 'db.collection.name', 'db.sql.table', 'db.mongodb.collection', 'db.redis.database_index',
  'db.instance.id', 'db.operation', 'db.operation.name', 'db.operation.batch.size', 'db.stored_procedure.name', 'db.query.summary', 'db.query.text',
  'db.statement', 'db.response.*', 'db.client.*', 'pool.name', 'state',
  'messaging.system', 'messaging.system.name', 'messaging.operation', 'messaging.operation.*', 'messaging.batch.*', 'messaging.client.id',
  'messaging.consumer.group.name', 'messaging.destination.*', 'messaging.destination_publish.*', 'messaging.message.id', 'messaging.message.*.size',
  'messaging.kafka.offset', 'messaging.kafka.message.offset', 'messaging.kafka.message.tombstone', 'messaging.kafka.consumer.group',
  'messaging.rabbitmq.message.delivery_tag', 'messaging.*.delivery_*', 'messaging.servicebus.*', 'messaging.eventhubs.*',
  'faas.name', 'faas.version', 'faas.instance', 'faas.trigger', 'faas.time', 'faas.cron', 'faas.coldstart', 'faas.max_memory', 'faas.invocation*',
  'faas.invoked_*', 'faas.document.collection', 'faas.document.operation', 'faas.document.time',
  'aws.request_id', 'aws.extended_request_id', 'aws.dynamodb.table_names', 'aws.dynamodb.index_name', 'aws.s3.bucket', 'aws.sqs.queue.url',
  'aws.sns.topic.arn', 'aws.kinesis.stream_name', 'aws.step_functions.*', 'aws.secretsmanager.secret.arn',
  'gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.system', 'gen_ai.request.model', 'gen_ai.request.max_tokens', 'gen_ai.request.temperature',
  'gen_ai.request.top_k', 'gen_ai.request.top_p', 'gen_ai.request.stream', 'gen_ai.response.model', 'gen_ai.response.id',
  'gen_ai.response.finish_reasons', 'gen_ai.response.time_to_first_chunk', 'gen_ai.usage.*', 'gen_ai.token.type', 'gen_ai.output.type',
  'mcp.method.name', 'mcp.protocol.version', 'mcp.session.id',
];

let isListed: ((key: string) => boolean) | undefined;
let leadsToListed: ((path: string) => boolean) | undefined;

/** The expression for the list is made when it is first needed. */
export function isStrictlyAllowed(key: string): boolean {
  return (isListed ??= createNameFilter({ included: strictKeys }))(key);
}

/** Whether a key on the list can stand within a record that has this path. */
export function leadsToStrictlyAllowed(path: string): boolean {
  return (leadsToListed ??= createNameFilter({ included: pathsTo(strictKeys) }))(path);
}
