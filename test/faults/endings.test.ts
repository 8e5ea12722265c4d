/** The ten endings, with a collector that takes all and with one that is down until the next start. */
import { endingsSuite } from './suites.js';

endingsSuite();
