/** The reference page of the command line, from what `--help` prints. */
import { helpTexts } from '../../src/cli/run.js';
import { generatedNotice } from './markdown.js';

export function renderCli(): string {
  const sections = Object.entries(helpTexts).map(([commandLine, help]) => `## ${commandLine}\n\n\`\`\`text\n${help.trim()}\n\`\`\``);
  const exitCodes = '2 for a command line that cannot be understood, 1 for what failed, else that of the command: `dev` ends with that of the first app that failed, or 0; `spool flush` with 1 when something is left.';
  return `${[generatedNotice, '# Command line', 'What `--help` prints.', ...sections, '## Exit codes', exitCodes].join('\n\n')}\n`;
}
