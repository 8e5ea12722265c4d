/** When an instrumentation is loaded, what it is given, and what happens when it fails. */
import assert from 'node:assert/strict';
import { runModule } from '../../support/run-module.js';

interface Scenario {
  readonly events: readonly string[];
  readonly reported: readonly string[];
  readonly loaded: readonly string[];
}

describe('startInstrumentations', () => {
  let scenario: Scenario;
  const of = (id: string): string[] => scenario.events.filter((event) => event.startsWith(`${id} `));

  before(async () => {
    const end = await runModule(new URL('loader-scenario.ts', import.meta.url));
    assert.equal(end.exitCode, 0, end.stderr);
    scenario = JSON.parse(end.stdout) as Scenario;
  });

  it('makes it before the first file of its library runs, with its options and the providers', () =>
    assert.deepEqual(of('plain').slice(0, 3), ['plain made {"a":1}', 'plain tracer', 'plain library']));

  it('reports one that fails, and the library runs', () => {
    assert.deepEqual(of('failing'), ['failing made {"fails":true}', 'failing library']);
    assert.match(scenario.reported[0] ?? '', /^instrumentation-failed: failing: Error: fails\. /);
  });

  it('turns one off when the one that it yields to is loaded', () => {
    const before = scenario.events.indexOf('second disabled');
    assert.ok(before > scenario.events.indexOf('second library') && before < scenario.events.indexOf('first library'), scenario.events.join('\n'));
  });

  it('makes one at the first message on its channel, hands it that message, and listens no longer', () =>
    assert.deepEqual(of('channelled'), ['channelled made {}', 'channelled tracer', 'channelled got one', 'channelled disabled']));

  it('a message that it cannot take is a problem without the text of the error, and no crash', () => {
    assert.ok(scenario.events.includes('throwing got bad'));
    assert.match(scenario.reported[1] ?? '', /^instrumentation-failed: scenario\.bad: Error/);
    assert.doesNotMatch(scenario.reported.join(), /4711/);
    assert.deepEqual(of('uncaught'), []);
  });

  it('takes the one for the slow path, where there is another', () => assert.deepEqual(of('two-paths'), ['two-paths two-paths', 'two-paths two-paths-slow']));

  it('leaves AWS Lambda’s alone elsewhere', () => assert.deepEqual(of('lambda'), []));

  it('after disable it turns off what it made, and makes no more', () => {
    for (const id of ['plain', 'first', 'second', 'channelled', 'throwing']) assert.equal(of(id).at(-1), `${id} disabled`);
    assert.deepEqual([of('third'), of('never'), of('idle')], [['third library'], [], []]);
    assert.deepEqual([...scenario.loaded].sort(), ['channelled', 'failing', 'first', 'plain', 'second', 'throwing']);
  });
});
