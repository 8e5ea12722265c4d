/** The reference page of all problems that the distro reports, from the table of problems. */
import { problemDefinitions, retiredProblemCodes } from '../../src/diagnostics/problems.js';
import { generatedNotice, plain } from './markdown.js';

const introduction = `# Problems

What the distro may say about itself on stderr. Each line names one of these codes:

\`\`\`text
[otel-distro] warn setting-invalid: OTEL_TRACES_SAMPLER="sometimes" is not known; … [docs/reference/problems.md#setting-invalid]
\`\`\`

\`OTEL_LOG_LEVEL\` chooses which levels are written. The same problem is written once, then at most every
five minutes; of one code at most ten different ones in five minutes. What is left out is counted in the next line of that code.`;

export function renderProblems(): string {
  const sections = Object.entries(problemDefinitions).map(
    ([problemCode, { severity, meaning, consequence, remedy }]) =>
      `## ${problemCode}\n\n${plain(meaning)}\n\n- **Level:** ${severity}\n- **Consequence:** ${plain(consequence)}\n- **What to do:** ${plain(remedy)}`,
  );
  const retired = retiredProblemCodes.length === 0 ? [] : [`## Codes of older versions\n\n${retiredProblemCodes.map((old) => `- ${old}`).join('\n')}`];
  return `${[generatedNotice, introduction, ...sections, ...retired].join('\n\n')}\n`;
}
