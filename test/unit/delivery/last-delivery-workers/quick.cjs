// Stands for the bundled worker: is done when it was given the one request.
const { workerData } = require('node:worker_threads');
const { requests, proxies, done } = workerData;
Atomics.store(done, 0, requests.length === 1 && requests[0].batches[0].body[0] === 7 && proxies.noProxy === 'here' ? 1 : 0);
Atomics.notify(done, 0);
