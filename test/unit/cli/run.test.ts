import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { startCli, stubApp } from './cli-process.js';

async function runToEnd(commandLine: readonly string[], environment?: Readonly<Record<string, string>>): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const cli = startCli(commandLine, environment);
  return { exitCode: await cli.exitCode, ...cli.output };
}

describe('otel-distro', () => {
  it('says its version and how to use it', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
    const [versionRun, helpRun, devHelpRun] = await Promise.all([runToEnd(['--version']), runToEnd(['--help']), runToEnd(['dev', '-h'])]);
    assert.deepEqual(versionRun, { exitCode: 0, stdout: `${version}\n`, stderr: '' });
    assert.deepEqual([helpRun.exitCode, devHelpRun.exitCode], [0, 0]);
    assert.match(helpRun.stdout, /dev <app>/);
    assert.match(devHelpRun.stdout, /--node-option/);
  });

  it('ends with code 2 when it does not understand', async () => {
    const runs = await Promise.all([runToEnd([]), runToEnd(['devel']), runToEnd(['--loud']), runToEnd(['dev', '--loud', 'app.js'])]);
    assert.deepEqual(
      runs.map(({ exitCode, stdout, stderr }) => [exitCode, stdout, stderr.split('\n')[0]]),
      [
        [2, '', 'otel-distro: no command'],
        [2, '', 'otel-distro: there is no command devel'],
        [2, '', 'otel-distro: there is no option --loud'],
        [2, '', "otel-distro: Unknown option '--loud'"],
      ],
    );
  });
});

describe('otel-distro dev', () => {
  it('runs an app under register, prints its traces and ends with its code', async () => {
    const run = await runToEnd(['dev', '--port', '0', '--node-option=--no-warnings', stubApp, '--', 'report', 'GET /', '--help']);
    assert.equal(run.exitCode, 3, run.stderr);
    assert.match(run.stdout, /^otel-distro: receiving OTLP at http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(run.stdout, /^otel-distro: metrics of stub-app at http:\/\/localhost:\d+\/metrics$/m);
    assert.match(run.stdout, /^registered true arguments report,GET \/,--help flags --no-warnings$/m);
    assert.match(run.stdout, /^trace 1{32} {2}stub {2}1 span {2}2\.0 ms\n└─ GET \/ {2}stub {2}server {2}2\.0 ms$/m);
    assert.equal(run.stderr, 'done\n');
  });

  it('says which app wrote what, when there are several', async () => {
    const run = await runToEnd(['dev', '--port', '0', stubApp, stubApp, '--', 'report'], {
      FORCE_COLOR: '1',
      OTEL_METRICS_EXPORTER: 'otlp',
    });
    assert.equal(run.exitCode, 3);
    assert.match(run.stdout, /^\[cli\/stub-app-1\] registered true/m);
    assert.match(run.stderr, /^\[cli\/stub-app-[12]\] done$/m);
    assert.ok(run.stdout.includes('\u001B[1mwork\u001B[22m'));
    assert.ok(!run.stdout.includes('/metrics'));
  });

  it('says why nothing comes from apps that are told to be silent', async () => {
    const run = await runToEnd(['dev', '--port', '0', stubApp], { OTEL_SDK_DISABLED: ' TRUE' });
    assert.equal(run.exitCode, 0);
    assert.match(run.stdout, /^otel-distro: OTEL_SDK_DISABLED=true: the apps send nothing; unset it to see traces$/m);
    assert.ok(!run.stdout.includes('/metrics'));
  });

  it('ends quietly, and the apps with it, when nobody reads any more', async () => {
    const cli = startCli(['dev', '--port', '0', stubApp, stubApp, '--', 'chatty']);
    await cli.says('chatting');
    cli.child.stdout?.destroy();
    assert.equal(await cli.exitCode, 128 + 15, cli.output.stderr);
    assert.equal(cli.output.stderr, 'otel-distro: an app ended with code 143; ending the others\n'.slice(0, cli.output.stderr.length));
  });

  it('forwards Ctrl-C once, and prints what the app still sends', async () => {
    const cli = startCli(['dev', '--port', '0', stubApp, '--', 'serve']);
    await cli.says('serving');
    cli.child.kill('SIGINT');
    assert.equal(await cli.exitCode, 0, cli.output.stderr);
    assert.match(cli.output.stdout, /└─ last words/);
    assert.doesNotMatch(cli.output.stdout, /second/);
  });

  it('kills an app that does not end in time', async () => {
    const cli = startCli(['dev', '--port', '0', stubApp, '--', 'stubborn']);
    await cli.says('serving');
    cli.child.kill('SIGTERM');
    assert.equal(await cli.exitCode, 128 + 9);
    assert.match(cli.output.stdout, /ignored/);
  });

  it('ends the other apps when one fails, with the code of the one that failed', async () => {
    const run = await runToEnd(['dev', '--port', '0', 'no-such-app.js', stubApp, '--', 'stubborn']);
    assert.equal(run.exitCode, 1);
    assert.match(run.stderr, /^\[no-such-app\] .*no-such-app\.js/m);
    assert.match(run.stderr, /an app ended with code 1; ending the others/);
  });

  it('says what to do when the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const run = await runToEnd(['dev', '--port', String(port), stubApp]);
    server.close();
    assert.equal(run.exitCode, 1);
    assert.match(run.stderr, new RegExp(`^otel-distro: port ${port} is taken.*--port 0`));
  });

  it('takes gRPC when the app is told to speak it, and says which endpoints it replaces', async () => {
    const run = await runToEnd(['dev', '--port', '0', stubApp], { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' });
    assert.equal(run.exitCode, 0);
    assert.match(run.stdout, /OTEL_EXPORTER_OTLP_ENDPOINT not used: the apps send here/);
  });
});
