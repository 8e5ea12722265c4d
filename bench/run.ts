/** `npm run bench`: bare, upstream and ours side by side in one run; docs/benchmarks.md says how to read it. */
import { writeFileSync } from 'node:fs';
import { readArguments, usage, type BenchArguments } from './support/arguments.js';
import { writeBlock } from './support/docs.js';
import { prepareInstallations } from './support/installations.js';
import { copyIsolated } from './support/isolated-copy.js';
import { describeMachine } from './support/machine.js';
import { readVersion } from './support/measured-node.js';
import type { Bench, Subject } from './support/subject.js';
import { handover } from './handover/handover.js';
import { helpers } from './helpers/helpers.js';
import { installed } from './installed/installed.js';
import { logging } from './logging/logging.js';
import { metrics } from './metrics/metrics.js';
import { redaction } from './redaction/redaction.js';
import { serviceNames } from './throughput/services.js';
import { startup } from './startup/startup.js';
import { throughput } from './throughput/throughput.js';

const subjects: readonly Subject[] = [startup, throughput, handover, logging, redaction, helpers, metrics, installed];

function progress(line: string): void {
  console.error(line);
}

async function run(options: BenchArguments): Promise<void> {
  const { node, services, rounds, quick } = options;
  const machine = describeMachine(node);
  progress('installing what is compared …');
  const { variants, packedBytes } = prepareInstallations({ build: !options.noBuild, warn: progress });
  const bench: Bench = { node, otherNodes: options.otherNodes.map(readVersion), variants: copyIsolated(variants), packedBytes, services, rounds, quick, progress };
  const compared = `upstream ${variants.upstream.version ?? ''}, ours ${variants.ours.version ?? ''}`;
  const raw: Record<string, unknown> = { machine, compared };
  for (const { name, title, measure } of subjects.filter(({ name }) => options.subjects.includes(name))) {
    const outcome = await measure(bench);
    raw[name] = outcome.raw;
    const block = `${machine} · ${compared}\n\n${outcome.markdown}`;
    console.log(`## ${title}\n\n${block}\n`);
    if (options.writeDocs) writeBlock(name, block);
    if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(raw, null, 2)}\n`);
  }
}

// so that 'exit' listeners remove what was copied and end what was started
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readArguments(process.argv.slice(2), subjects.map(({ name }) => name), serviceNames);
  await run(options);
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${usage}` : error);
  process.exitCode = 1;
}
