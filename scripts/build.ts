/** `npm run build`: bundle, type declarations, facade for `import`, licence notices. */
import { bundle } from './build/bundle.js';

const packages = await bundle();
console.log([...packages].sort().join('\n'));
