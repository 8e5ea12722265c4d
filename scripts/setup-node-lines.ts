/** `npm run setup:node-lines`: installs the tested Node.js lines from the npm package `node` into `.cache/node-lines`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { nodeLineExecutable, nodeVersions, root, unsupportedNodeVersions } from '../test/support/node-lines.js';

for (const [name, version] of Object.entries({ ...nodeVersions, ...unsupportedNodeVersions })) {
  const executable = nodeLineExecutable(name);
  if (existsSync(executable) && execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim() === `v${version}`) continue;
  const folder = path.join(root, '.cache/node-lines', name);
  mkdirSync(folder, { recursive: true });
  // the package's own install script fetches the binary for this platform
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`Node.js ${execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim()} installed`);
}
