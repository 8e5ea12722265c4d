// Stands for the bundled worker when a collector takes nothing.
const { workerData } = require('node:worker_threads');
const { failures, done } = workerData;
failures.postMessage([{ request: 0, itemCount: 2, code: 'HTTP 503', reason: 'it answered 503' }]);
Atomics.store(done, 0, 1);
Atomics.notify(done, 0);
