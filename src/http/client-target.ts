/** Whom calls are for: what the spans of many calls start with, made once. */
import type { IncomingMessage } from 'node:http';
import { extractHostnameAndPort, getAbsoluteUrl, getOutgoingRequestAttributes } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { AttributeBlock } from '../tracer/attribute-block.js';
import { Answer } from './client-answer.js';
import type { ClientArguments, Component } from './client-arguments.js';

/** Few are in use at a time: where there are more, all are forgotten at once and learnt again. */
const maxHosts = 100;
const maxTargetsOfHost = 16;
const maxAnswersOfTarget = 16;
/** A target with a longer text is not kept. */
const maxLength = 256;

export class ClientTarget {
  /** Of the span. */
  readonly name: string;
  readonly blocks: readonly AttributeBlock[];
  /** As long as there is none. */
  readonly noAnswer: Answer;
  /** Of its URLs; undefined where the host is that of a header. */
  readonly urlStart: string | undefined;
  readonly #given: ClientArguments;
  readonly #answers: Answer[] = [];

  /** @throws {Error} for a method or a host that are none, which Node.js refuses */
  constructor(component: Component, given: ClientArguments, isKept = true) {
    const { method, hostname, host } = given.options;
    // without what is of one call alone: this one is kept
    this.#given = { ...given, options: { method, hostname, host }, callback: undefined };
    this.urlStart = isText(host) || isText(hostname) ? getAbsoluteUrl({ hostname, host, protocol: given.protocol, port: given.port }, {}, `${component}:`, []).slice(0, -1) : undefined;
    const about = extractHostnameAndPort({ hostname, host, protocol: given.protocol, port: given.port });
    const all = getOutgoingRequestAttributes({ method }, { component, ...about }, false);
    const { 'http.request.method': knownMethod, 'http.request.method_original': originalMethod, 'server.address': address, 'server.port': port } = all;
    const shared = { 'http.request.method': knownMethod, 'server.address': address, 'server.port': port };
    this.name = method ? method.toUpperCase() : 'GET';
    this.blocks = [new AttributeBlock(originalMethod === undefined ? shared : { ...shared, 'http.request.method_original': originalMethod }, { isKept })];
    this.noAnswer = new Answer(shared, undefined);
  }

  isOf({ options: { method, hostname, host }, protocol, port }: ClientArguments): boolean {
    const { options: own, protocol: ownProtocol, port: ownPort } = this.#given;
    return own.hostname === hostname && own.host === host && ownPort === port && own.method === method && ownProtocol === protocol;
  }

  answerOf(response: IncomingMessage): Answer {
    for (const answer of this.#answers) if (answer.isOf(response)) return answer;
    const answer = new Answer(this.noAnswer.metricAttributes, response);
    if (this.#answers.length >= maxAnswersOfTarget) this.#answers.length = 0;
    this.#answers.push(answer);
    return answer;
  }
}

/** What it returns throws as `ClientTarget`. */
export function createFindTarget(component: Component): (given: ClientArguments) => ClientTarget {
  const byHost = new Map<unknown, ClientTarget[]>();
  return (given) => {
    const { hostname, host, method } = given.options;
    const name = hostname ?? host;
    const known = byHost.get(name);
    if (known !== undefined) for (const target of known) if (target.isOf(given)) return target;
    const isKept = [hostname, host, given.protocol, given.port, method].every(isShort);
    const target = new ClientTarget(component, given, isKept);
    if (!isKept) return target;
    if (known !== undefined && known.length < maxTargetsOfHost) known.push(target);
    else {
      if (byHost.size >= maxHosts) byHost.clear();
      byHost.set(name, [target]);
    }
    return target;
  };
}

function isText(part: unknown): boolean {
  return typeof part === 'string' && part !== '';
}

function isShort(part: unknown): boolean {
  return typeof part === 'string' ? part.length <= maxLength : typeof part !== 'object';
}
