/** Reads a JSON list of texts on stdin and writes which rules of secretlint find something in each, never what. Needs Node.js 22. */
import { text } from 'node:stream/consumers';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

const preset = '@secretlint/secretlint-rule-preset-recommend';
const rules = [
  { id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } },
  // takes anything behind `_authToken=`, the marker too
  { id: '@secretlint/secretlint-rule-npm', options: { allows: [String.raw`/^\[REDACTED\]/`] } },
];
const config = { rules: [{ id: preset, rule: creator, rules }] };

const found = [];
for (const [index, content] of JSON.parse(await text(process.stdin)).entries()) {
  const source = { filePath: `/captured/${index}.npmrc`, content, contentType: 'text', ext: '.npmrc' };
  const { messages } = await lintSource({ source, options: { config, maskSecrets: true } });
  found.push(messages.map(({ ruleId, messageId }) => `${ruleId.replace('@secretlint/secretlint-rule-', '')}: ${messageId}`));
}
process.stdout.write(JSON.stringify(found));
