/** `npm run build`: the bundle, its facade for `import`, type declarations, licence notices. */
import { renameSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { bundle, outputDirectory, root } from './build/bundle.js';
import { writeDeclarations } from './build/declarations.js';
import { writeFacades } from './build/facade.js';
import { writeNotices } from './build/notices.js';

const packages = await bundle();
writeFacades();
writeDeclarations();
writeNotices(packages);
const finished = path.join(root, 'dist');
rmSync(finished, { recursive: true, force: true });
renameSync(outputDirectory, finished);
