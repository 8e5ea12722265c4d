/** What is done before telemetry ends, found by every copy of the distro. */
import assert from 'node:assert/strict';
import { addEndingTask, runEndingTasks } from '../../../src/support/ending-tasks.js';

describe('ending tasks', () => {
  it('run each time that telemetry ends, each one once, also after one that throws', () => {
    const calls: string[] = [];
    const [first, second] = [() => void calls.push('first'), () => void calls.push('second')];
    for (const task of [first, () => { throw new Error('x'); }, second, first]) addEndingTask(task);
    const errors: unknown[] = [];
    for (let time = 0; time < 2; time++) runEndingTasks((error) => errors.push(error));
    assert.deepEqual(calls, ['first', 'second', 'first', 'second']);
    assert.deepEqual(errors.map(String), ['Error: x', 'Error: x']);
    Reflect.deleteProperty(globalThis, Symbol.for('@org/otel-distro ending tasks'));
    runEndingTasks(() => assert.fail());
  });
});
