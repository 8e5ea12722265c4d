/** Child of endings.test.ts: a process with a pipeline that only says what it was asked for. */
import { writeSync } from 'node:fs';
import { watchEndings, type Pipeline } from '../../../src/lifecycle/endings.js';
import { OpenSpans, type Crashed } from '../../../src/lifecycle/open-spans.js';

const [situation = '', pipelineKind = 'quick'] = process.argv.slice(2);
const say = (text: string): void => void writeSync(1, `${text}\n`);
const wait = (): Promise<void> => (pipelineKind === 'hanging' ? new Promise(() => undefined) : Promise.resolve());
const pipeline: Pipeline = {
  flush() {
    say('flush');
    return wait();
  },
  deliverNow(timeoutMs) {
    say(`deliverNow ${timeoutMs > 150 ? 'with time' : timeoutMs === 150 ? 'with little time' : 'without time'}`);
    return pipelineKind !== 'hanging';
  },
  describeTrouble: () => (pipelineKind === 'hanging' ? 'nothing listens there' : undefined),
};
class SayingOpenSpans extends OpenSpans {
  override interrupt(crashed?: Crashed): void {
    say(crashed === undefined ? 'interrupt' : 'interrupt by a crash');
  }
}
if (situation === 'own once handler that came first') process.once('SIGTERM', () => process.exit(5));
const undo = watchEndings(pipeline, { timeoutMs: 200, ownsSignals: situation !== 'worker', openSpans: new SayingOpenSpans() });
const keepAlive = (): NodeJS.Timeout => setInterval(() => undefined, 1000);

const situations: Readonly<Record<string, () => void>> = {
  drain: () => undefined,
  'work after beforeExit': () => process.once('beforeExit', () => setTimeout(() => say('more work'), 1)),
  exit: () => process.exit(3),
  throw: () => { throw new Error('boom'); },
  'throw in exit listener': () => {
    process.on('exit', () => { throw new Error('boom'); });
    process.exit(3);
  },
  'own uncaughtException handler': () => {
    process.on('uncaughtException', () => process.exit(6));
    throw new Error('boom');
  },
  'own capture callback': () => {
    process.setUncaughtExceptionCaptureCallback(() => process.exit(6));
    throw new Error('boom');
  },
  wait: keepAlive,
  worker: keepAlive,
  undone: () => {
    undo();
    keepAlive();
  },
  'own handler': () => {
    keepAlive();
    process.on('SIGTERM', () => process.exit(5));
  },
  'own handler of SIGHUP': () => {
    const timer = keepAlive();
    process.on('SIGHUP', () => clearInterval(timer));
  },
  'own once handler that came first': keepAlive,
  'own once handler': () => {
    keepAlive();
    process.once('SIGTERM', () => process.exit(5));
  },
  'own handler that stays': () => {
    const timer = keepAlive();
    process.on('SIGTERM', () => clearInterval(timer));
  },
};
situations[situation]?.();
say('ready');
