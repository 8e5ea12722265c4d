/** Reads a JSON list of values on stdin and writes what `redact` of the built package makes of them. */
import { text } from 'node:stream/consumers';
import { redact } from '../../dist/index.mjs';

const values = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(values.map((value) => redact(value))));
