/** `npm run build`: the bundle, its facade for `import`, type declarations, licence notices. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { bundle, root } from './build/bundle.js';
import { pruneDeclarations, writeFacades } from './build/facade.js';
import { writeNotices } from './build/notices.js';

const packages = await bundle();
writeFacades();
execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.declarations.json'], { cwd: root, stdio: 'inherit' });
pruneDeclarations();
writeNotices(packages);
