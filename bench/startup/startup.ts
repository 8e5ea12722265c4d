/** Time, memory and CPU until an app listens, and the files that register loads. */
import { table } from '../../scripts/generate/markdown.js';
import type { VariantName } from '../support/installations.js';
import { interleave } from '../support/rounds.js';
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { loadedFiles } from './loaded-files.js';
import { startApp, type Loading, type Startup, type StartupCase } from './start-app.js';

export const startup: Subject = { name: 'startup', title: 'Start-up', measure };

const defaultRounds = 15;
const quickRounds = 2;
/** Two equal apps per module system: with the libraries of a usual service, and without any. */
const apps = ['libraries.cjs', 'libraries.mjs', 'plain.cjs', 'plain.mjs'];
const loadings: readonly Loading[] = ['--import', '--require'];
const agents: readonly VariantName[] = ['upstream', 'ours'];

interface Case extends StartupCase {
  readonly variant: VariantName;
}

interface Row {
  readonly app: string;
  readonly loading: string;
  readonly variant: VariantName;
  readonly measured: readonly Startup[];
  /** The bare app in the same rounds. */
  readonly bare: readonly Startup[];
}

async function measure({ node, variants, rounds, quick, progress }: Bench): Promise<Outcome> {
  const caseOf = (app: string, variant: VariantName, loading?: Loading): Case => ({ app, variant, loading, installation: variants[variant] });
  const cases = (quick ? apps.slice(0, 1) : apps).flatMap((app) => [
    caseOf(app, 'bare'),
    ...loadings.flatMap((loading) => agents.map((variant) => caseOf(app, variant, loading))),
  ]);
  const count = rounds ?? (quick ? quickRounds : defaultRounds);
  // one start of each that does not count: reads the files into the page cache
  for (const one of cases) await startApp(node, one);
  const results = await interleave(cases, count, (one) => startApp(node, one), (round) => progress(`startup: round ${round + 1} of ${count}`));
  const measuredOf = (wanted: Case): readonly Startup[] => results.get(wanted) ?? [];
  const bareOf = (app: string): readonly Startup[] => cases.filter((one) => one.app === app && one.variant === 'bare').flatMap(measuredOf);
  const rows = cases.map((one): Row => ({ app: one.app, loading: one.loading ?? '–', variant: one.variant, measured: measuredOf(one), bare: bareOf(one.app) }));
  const loaded = loadings.flatMap((loading) => agents.map((variant) => ({ loading, variant, ...loadedFiles(node, loading, variants[variant]) })));
  const markdown = [
    `${count} interleaved rounds; median ± median absolute deviation. "Over bare" is taken round by round.`,
    table(['app', 'loading', 'variant', 'ready ms', 'ready ms over bare', 'of upstream', 'RSS MB', 'RSS MB over bare', 'CPU ms', 'CPU ms over bare'], rows.map((row) => cellsOf(row, rows))),
    'Files that register loads before the app:',
    table(['loading', 'variant', 'files', 'kB'], loaded.map(({ loading, variant, files, bytes }) => [`\`${loading}\``, variant, String(files), number(bytes / 1000, 0)])),
  ].join('\n\n');
  return { markdown, raw: { rounds: count, rows: rows.map(({ app, loading, variant, measured }) => ({ app, loading, variant, measured })), loaded } };
}

function cellsOf(row: Row, rows: readonly Row[]): string[] {
  const { app, loading, variant, measured } = row;
  const values = (of: keyof Startup): number[] => measured.map((one) => one[of]);
  if (variant === 'bare') return [app, loading, variant, withNoise(values('readyMs'), 1), '–', '–', withNoise(values('rssMb'), 1), '–', withNoise(values('cpuMs'), 0), '–'];
  const upstream = rows.find((other) => other.app === app && other.loading === loading && other.variant === 'upstream');
  const readyOverBare = overBare(row, 'readyMs');
  const share = upstream === undefined || variant === 'upstream' ? '–' : `${number(median(readyOverBare) / median(overBare(upstream, 'readyMs')), 2)} ×`;
  return [
    app,
    `\`${loading}\``,
    variant,
    withNoise(values('readyMs'), 1),
    withNoise(readyOverBare, 1),
    share,
    withNoise(values('rssMb'), 1),
    withNoise(overBare(row, 'rssMb'), 1),
    withNoise(values('cpuMs'), 0),
    withNoise(overBare(row, 'cpuMs'), 0),
  ];
}

function overBare({ measured, bare }: Row, of: keyof Startup): number[] {
  return pairwise(measured.map((one) => one[of]), bare.map((one) => one[of]), (value, bareValue) => value - bareValue);
}
