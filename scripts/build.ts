/** `npm run build`: the bundle, its facade for `import`, type declarations, licence notices. */
import { renameSync, rmSync } from 'node:fs';
import { bundle, outputDirectory } from './build/bundle.js';
import { writeDeclarations } from './build/declarations.js';
import { destination } from './build/destination.js';
import { writeFacades } from './build/facade.js';
import { writeNotices } from './build/notices.js';

const packages = await bundle();
writeFacades();
writeDeclarations();
writeNotices(packages);
rmSync(destination, { recursive: true, force: true });
renameSync(outputDirectory, destination);
