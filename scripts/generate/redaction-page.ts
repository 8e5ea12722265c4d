/** The reference page of redaction, from the tables of rules, of exits and of keys. */
import { exits } from '../../src/redaction/exits/exits.js';
import { exemptKeys } from '../../src/redaction/keys/exempt-keys.js';
import { strictKeys } from '../../src/redaction/keys/strict-keys.js';
import { aboutWords, furtherWords, lastWords, requiredWords, wholeWords } from '../../src/redaction/keys/words.js';
import { rules, type RuleDefinition, type RuleKind } from '../../src/redaction/rules.js';
import { adjustableRules, ruleModes } from '../../src/settings/redaction-choices.js';
import { code, generatedNotice, plain, table } from './markdown.js';

const introduction = `# Redaction

The tables behind the guide [No secret leaves](../guides/redaction.md): the rules, the exits, and the names of keys.`;

const kinds: Readonly<Record<RuleKind, string>> = {
  key: 'goes by the name of the key',
  context: 'goes by a name next to the value',
  shape: 'goes by the value itself',
  personal: 'belongs to the preset `pii`',
  limit: 'stands for what could not be looked at',
};

const fixedRules = Object.keys(rules).filter((name) => !adjustableRules.some((adjustable) => adjustable === name));

const aboutRules = `## Rules

\`OTEL_DISTRO_REDACT_RULES\` gives a rule another mode: ${list(ruleModes)}. It is not for ${list(fixedRules)}. A rule of the kind

${Object.entries(kinds).map(([kind, meaning]) => `- \`${kind}\` ${meaning}`).join(';\n')}.`;

const aboutExits = `## Exits

Each of these passes the redactor. The name of the exit is the attribute \`surface\` of the metric \`otel_distro.redaction.count\`.`;

export function renderRedaction(): string {
  const rows = Object.entries<RuleDefinition>(rules).map(([name, { kind, doc, example }]) => [code(name), code(kind), plain(doc), example === undefined ? '' : showExample(example)]);
  const exitRows = Object.entries(exits).map(([name, { parts, doc }]) => [code(name), plain(doc), parts.join(', ')]);
  const sections = [
    generatedNotice,
    introduction,
    aboutRules,
    table(['Rule', 'Kind', 'What it hides', 'Example'], rows),
    aboutExits,
    table(['Exit', 'What it is', 'What of it is looked at'], exitRows),
    '## Keys',
    `Anywhere in a key, in any case and with any separators; the rule \`key\` cannot be switched off for these: ${list(requiredWords)}. They have no exceptions but those named below: \`tokenCount\` and \`hasPassword\` are hidden, unless \`OTEL_DISTRO_REDACT_ALLOW_KEYS\` names them.`,
    'The rule `key` can be switched off for the others:',
    [
      `- in the same way: ${list(furtherWords)};`,
      `- as whole words (\`db.pin\`, \`dbPin\`, not \`spinner\`): ${list(wholeWords)};`,
      `- as the last word: ${list(lastWords)}.`,
    ].join('\n'),
    'In texts and URLs, the words of the first two lists count in front of any value (`passphrase: …`). The whole words and the last words count where the name stands as a key: as a parameter of a URL, a header, an option of a command, in quotes (`"pin": "…"`) or in a name of several words (`db_pin=…`); elsewhere only in front of what looks like a secret and not like prose.',
    `The words that can be switched off do not count where the last word of the key says that it is only about a secret (\`auth.method\`): ${list([...aboutWords])}.`,
    `Keys of the semantic conventions that hold such a word and no secret; they keep their values: ${list([...exemptKeys])}. A key that ends in \`tokens\` keeps a number.`,
    '## Keys that leave in strict',
    `${list(strictKeys)}.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}

function showExample([key, before, after]: NonNullable<RuleDefinition['example']>): string {
  const lead = key === undefined ? '' : `${code(key)}: `;
  return `${lead}${code(oneLine(before))} → ${code(oneLine(after))}`;
}

function oneLine(text: string): string {
  return text.replaceAll('\n', String.raw`\n`);
}
