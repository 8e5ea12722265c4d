/** Who owns a function of a profile: Node.js, the app, its libraries, a room of ours, a package of upstream, the garbage collector. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CallFrame } from './read-profile.js';

/** Lines of a bundled file on which modules begin, from 0, with the path of the module. */
type Regions = readonly { readonly line: number; readonly module: string }[];

const ofV8: ReadonlyMap<string, string> = new Map([['(garbage collector)', 'garbage collection'], ['(program)', 'native code'], ['(idle)', 'idle']]);

export function createOwnerOf(read = (file: string): string => readFileSync(file, 'utf8')): (frame: CallFrame) => string {
  const regionsByFile = new Map<string, Regions>();
  return ({ functionName, url, lineNumber }) => {
    const special = ofV8.get(functionName);
    if (special !== undefined) return special;
    if (url === '') return 'native code';
    if (url === 'node:inspector') return 'the profiler';
    if (url.startsWith('node:')) return 'Node.js';
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (!/[\\/]@org[\\/]otel-distro[\\/]dist[\\/]/.test(file)) return ownerOfPath(file);
    let regions = regionsByFile.get(file);
    if (regions === undefined) regionsByFile.set(file, (regions = findRegions(read(file))));
    return ownerOfPath(regions.findLast(({ line }) => line <= lineNumber)?.module ?? 'src/(between modules)');
  };
}

/** The bundler writes the path of each module before it, unless it minifies. */
function findRegions(text: string): Regions {
  return text.split('\n').flatMap((line, number) => {
    const module = /^\/\/ (\S+\.[cm]?[jt]s)$/.exec(line)?.[1];
    return module === undefined ? [] : [{ line: number, module }];
  });
}

/** Of a source of ours, as the bundler names it, or of a file of the app. */
function ownerOfPath(file: string): string {
  const parts = file.replaceAll('\\', '/').split('node_modules/');
  const inside = parts.at(-1) ?? '';
  if (parts.length > 1) {
    const [first = '', second = ''] = inside.split('/');
    if (first === '@opentelemetry') return `upstream OpenTelemetry: ${second}`;
    return `libraries: ${first.startsWith('@') ? `${first}/${second}` : first}`;
  }
  const room = /(?:^|late:.*\/)src\/([^/]+)/.exec(inside)?.[1];
  return room === undefined ? 'app' : `ours: ${room}`;
}
