/** `npm run redaction:score -- <positives> <negatives> <keyed>`: recall and false positives of the built package on a corpus. */
import { parseArgs } from 'node:util';
import { readCorpus } from './redaction-score/corpus.js';
import { judge } from './redaction-score/judge.js';
import { isBarMissed, measure } from './redaction-score/measures.js';
import { report } from './redaction-score/report.js';

const usage = `usage: npm run redaction:score -- <positives> <negatives> <keyed> [--show]
  Files of one JSON object per line, .jsonl or .jsonl.gz.
  --show   print the texts of the failed rows, not only their kinds and numbers`;

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'boolean', default: false } } });
  const [positives, negatives, keyed, ...rest] = positionals;
  if (positives === undefined || negatives === undefined || keyed === undefined || rest.length > 0) throw new TypeError('three files are needed');
  const judged = judge(readCorpus({ positives, negatives, keyed }));
  const measures = measure(judged);
  console.log(report(judged, measures, { show: values.show }));
  if (measures.some(isBarMissed)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${usage}` : error);
  process.exitCode = 2;
}
