/** What `npm run build` makes: `dist/`, or with `--readable` the same with all names and lines, in `.cache/readable`, for a profiler to show. */
import * as path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { readable: { type: 'boolean', default: false } } });

export const isReadable = values.readable;
export const destination = path.join(root, isReadable ? '.cache/readable' : 'dist');
