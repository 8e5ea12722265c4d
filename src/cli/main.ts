#!/usr/bin/env node
/** Entry of the bin `otel-distro`; bundled to CommonJS as dist/cli.cjs, beside register.cjs. */
import { join } from 'node:path';
import { processEnvironment } from '../settings/environment.js';
import { runCli } from './run.js';

declare const __dirname: string;

void runCli(process.argv.slice(2), {
  environment: processEnvironment(),
  registerPath: join(__dirname, 'register.cjs'),
  packagePath: join(__dirname, '..', 'package.json'),
  isTerminal: process.stdout.isTTY,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
