/** What leaves in `strict`: each attribute of the semantic conventions is either about the system, or it stays here. */
import * as semanticConventions from '@opentelemetry/semantic-conventions/incubating';
import assert from 'node:assert/strict';
import { isStrictlyAllowed } from '../../../../src/redaction/keys/strict-keys.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';

const attributes = Object.entries(semanticConventions).filter(([name]) => name.startsWith('ATTR_'));
const keys = [...new Set(attributes.map(([, value]) => (typeof value === 'function' ? (value as (name: string) => string)('x') : String(value))))];

describe('strict', () => {
  it('lets no attribute of the conventions leave that can hold something of a person', () => {
    assert.ok(keys.length > 900);
    const personal = [
      /^(?:user|enduser|client|source|destination|geo|device|browser|user_agent|app|android|ios|file|vcs|cicd|test|dns)\b/,
      /\b(?:user|owner|email|peer)\b(?!\.service)/,
      /\b(?:header|headers|metadata|trailer|cookie|body\.content|content)\b/,
      /\b(?:command|command_args|command_line|args|environment_variable|title|working_directory|path_parts)\b/,
      /\b(?:messages|prompt|completion|system_instructions|arguments|definitions|explanation|documents|stop_sequences|conversation_id|conversation\.id)\b/,
      /\b(?:query\.parameter|operation\.parameter|message\.keys?|ordering_key|document|record\.original|connection_string|context\.id)\b(?!\.(?:collection|operation|time))/,
      /^url\.(?:full|query|fragment|original|domain|subdomain)|^http\.(?:url|target|user_agent|client_ip|host)$/,
      /^s3\b|\bs3\.key\b|\bcertificate\b|\bsubject\b|\bresource\.uri\b/,
    ];
    const leaving = keys.filter((key) => isStrictlyAllowed(key) && personal.some((expression) => expression.test(key)));
    // names of the services that are called
    assert.deepEqual(leaving.sort(), ['service.peer.name', 'service.peer.namespace']);
  });

  it('lets leave what describes the system, and the ids that join its telemetry', () => {
    for (const key of [
      'service.name', 'service.instance.id', 'deployment.environment.name', 'host.name', 'k8s.pod.name', 'cloud.region', 'process.pid', 'telemetry.sdk.name',
      'http.request.method', 'http.response.status_code', 'http.route', 'url.scheme', 'url.path', 'server.address', 'server.port', 'network.protocol.version',
      'db.system.name', 'db.collection.name', 'db.operation.name', 'db.query.text', 'messaging.system', 'messaging.destination.name', 'messaging.message.id',
      'rpc.system', 'rpc.method', 'error.type', 'exception.message', 'exception.stacktrace', 'code.function.name', 'gen_ai.usage.input_tokens', 'gen_ai.request.model',
      'v8js.gc.type', 'nodejs.eventloop.state', 'system.cpu.state', 'flow.id', 'flow.name', 'flow.step.name', 'flow.outcome', 'request.id', 'correlation.id', 'session.id',
    ]) assert.ok(isStrictlyAllowed(key), key);
  });

  it('drops what is not on the list, and counts it', () => {
    const redactor = createRedactor({ mode: 'strict' });
    assert.deepEqual(redactor.redactAttributes({ 'service.name': 'shop', 'tenant': 'ada', 'http.request.header.x-tenant': ['ada'], 'url.query': 'q=ada' }, 'span'), { 'service.name': 'shop' });
    assert.deepEqual(redactor.counts.all(), [{ rule: 'strict', surface: 'span', count: 3 }]);
  });

  it('hides what is personal in the texts that leave', () => {
    const redactor = createRedactor({ mode: 'strict' });
    assert.equal(redactor.redactText('sent to ada@example.com', 'log'), 'sent to [REDACTED]');
    assert.deepEqual(redactor.redactAttributes({ 'exception.message': 'no mail for ada@example.com', 'url.path': '/u/ada@example.com' }, 'span'), {
      'exception.message': 'no mail for [REDACTED]',
      'url.path': '/u/REDACTED',
    });
    assert.equal(createRedactor({ mode: 'strict', rules: { email: 'off' } }).redactText('to ada@example.com', 'log'), 'to ada@example.com');
    assert.equal(createRedactor().redactText('sent to ada@example.com', 'log'), 'sent to ada@example.com');
  });

  it('drops the entries of maps and bodies, too', () => {
    const redactor = createRedactor({ mode: 'strict' });
    assert.deepEqual(redactor.redactValue(undefined, { 'http.route': '/a', order: { id: 7 }, list: ['ada'] }, 'log'), { 'http.route': '/a' });
  });
});
