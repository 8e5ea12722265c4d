/** What `--help` says, what the command line takes and what the pages show agree. */
import assert from 'node:assert/strict';
import { devOptions } from '../../src/cli/dev-arguments.js';
import { helpTexts } from '../../src/cli/run.js';
import { readPages } from './pages.js';

const longOptions = (text: string): string[] => [...text.matchAll(/(?<=^ .*)--([a-z][a-z-]*)\b(?= )/gm)].map(([, name = '']) => name);

describe('command line', () => {
  it('dev --help names every option of dev', () => {
    assert.deepEqual([...new Set(longOptions(helpTexts['otel-distro dev']))].sort(), Object.keys(devOptions).sort());
  });

  it('--help names every command', () => {
    const commands = [...helpTexts['otel-distro'].matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => `otel-distro ${name}`);
    assert.deepEqual(commands, Object.keys(helpTexts).slice(1));
  });

  it('pages show commands and options that exist', () => {
    const unknown = readPages().flatMap(({ file, text }) =>
      [...text.matchAll(/\bnpx otel-distro ([^`\n#]*)/g)].flatMap(([command, rest = '']) => {
        const [name = '', ...words] = rest.split(/\s+/);
        const help = Object.entries(helpTexts).find(([line]) => line === `otel-distro ${name}`)?.[1];
        if (help === undefined) return name.startsWith('--') && longOptions(helpTexts['otel-distro']).includes(name.slice(2)) ? [] : [`${file}: ${command}`];
        const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
        const bad = own.filter((word) => word.startsWith('--') && !longOptions(help).includes(word.slice(2).split('=', 1)[0] ?? ''));
        return bad.map((option) => `${file}: ${command}: ${option}`);
      }),
    );
    assert.deepEqual(unknown, []);
  });
});
