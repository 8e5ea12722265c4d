/** Each fault once and short; `npm run test:faults` plays them longer, with the outages and two hundred kills. */
import { faultRows } from './fault-rows.js';
import { memorySuite } from './memory.js';
import { quickScale } from './run-fault.js';
import { stagedRows } from './staged-rows.js';
import { faultsSuite, killsSuite, stagedSuite } from './suites.js';

faultsSuite('faults', faultRows, quickScale);
stagedSuite('faults: shared spool, idle start, blocked thread', stagedRows);
killsSuite(5, 2);
memorySuite(48_000);
