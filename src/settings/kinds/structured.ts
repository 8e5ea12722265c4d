/** The kinds of settings that hold many named values: key=value lists, headers, JSON. */
import { absolutePath, listMembers, refused, type Complaint, type Kind } from '../kind.js';
import { headerName } from './header-name.js';
import { didYouMean } from '../nearest-name.js';

/** What HTTP allows in the value of a header; anything else would make every request fail. */
const headerValue = /^[\t\u{20}-\u{7e}\u{80}-\u{ff}]*$/u;

interface Entry {
  readonly name: string;
  readonly value: string;
}

function parseEntry(text: string): Entry | string {
  const separator = text.indexOf('=');
  if (separator === -1) return 'has no "="';
  try {
    const name = decodeURIComponent(text.slice(0, separator).trim());
    return name === '' ? 'has no name' : { name, value: decodeURIComponent(text.slice(separator + 1).trim()) };
  } catch {
    return 'is not percent-encoded correctly';
  }
}

/**
 * Comma-separated key=value pairs in the manner of W3C Baggage, percent-decoded; the value may hold more "=".
 * A bad entry is reported and the others are kept; of two entries with one name the last counts.
 */
function entries(name: string, complaintAbout: (entry: Entry) => string | undefined, extraInvalid: readonly string[]): Kind<Readonly<Record<string, string>>> {
  return {
    name,
    allowed: 'key=value pairs, comma-separated and percent-encoded',
    samples: () => ({
      valid: [
        ['a=1', { a: '1' }],
        [' a = 1 , b=2=3,,c=', { a: '1', b: '2=3', c: '' }],
        ['a=one%2Ctwo%20%C3%A9', { a: 'one,two é' }],
      ],
      invalid: ['novalue', '=1', 'a=%E0%A4%A', ...extraInvalid],
    }),
    parse(text) {
      const good: [string, string][] = [];
      const complaints: Complaint[] = [];
      for (const [index, part] of listMembers(text).entries()) {
        const entry = parseEntry(part);
        const wrong = typeof entry === 'string' ? entry : complaintAbout(entry);
        if (typeof entry !== 'string' && wrong === undefined) good.push([entry.name, entry.value]);
        else complaints.push({ code: 'setting-invalid', reason: `has a bad entry: number ${index + 1} ${wrong}` });
      }
      if (good.length > 0) return { value: Object.fromEntries(good), complaints };
      return complaints.length > 0 ? { complaints } : refused('has no entries');
    },
    show: (text) => listMembers(text).map((part) => (part.includes('=') ? `${part.slice(0, part.indexOf('=')).trim()}=…` : '…')).join(','),
  };
}

export const keyValueList = entries('key=value list', () => undefined, []);

export const headers = entries(
  'headers',
  ({ name, value }) => (!headerName.test(name) ? 'has a name that HTTP does not allow' : headerValue.test(value) ? undefined : 'has a value that HTTP does not allow'),
  ['a b=1', 'a=line%0Abreak'],
);

/**
 * name=choice pairs, comma-separated, in any case. A bad pair is reported and the others are kept; of two pairs with one name the last counts.
 * @param names lower-case
 * @param choices lower-case
 */
export function choiceByName<const Name extends string, const Choice extends string>(
  names: readonly Name[],
  choices: readonly Choice[],
): Kind<Readonly<Partial<Record<Name, Choice>>>> {
  const [name = ''] = names;
  const [choice = ''] = choices;
  const explain = (given: string, found: Name | undefined): string =>
    found === undefined ? `whose name is not known${didYouMean(given, names)}` : 'whose choice is not known';
  return {
    name: 'list of choices',
    allowed: `name=choice pairs, comma-separated; names: ${names.join(', ')}; choices: ${choices.join(', ')}`,
    samples: () => ({
      valid: [
        ...names.flatMap((one) => choices.map((other): [string, Partial<Record<Name, Choice>>] => [`${one}=${other}`, { [one]: other } as Partial<Record<Name, Choice>>])),
        [` ${name.toUpperCase()} = ${choice.toUpperCase()} ,, `, { [name]: choice } as Partial<Record<Name, Choice>>],
      ],
      invalid: ['novalue', `nosuch=${choice}`, `${name}=nosuch`, `=${choice}`, `${name}=`, ','],
    }),
    parse(text) {
      const good: [Name, Choice][] = [];
      const complaints: Complaint[] = [];
      for (const pair of listMembers(text.toLowerCase())) {
        const [givenName = '', ...rest] = pair.split('=').map((part) => part.trim());
        const foundName = names.find((known) => known === givenName);
        const foundChoice = choices.find((known) => known === rest.join('='));
        if (foundName !== undefined && foundChoice !== undefined) good.push([foundName, foundChoice]);
        else complaints.push({ code: 'setting-invalid', reason: `has the member ${JSON.stringify(pair)}, ${explain(givenName, foundName)}` });
      }
      if (good.length > 0) return { value: Object.fromEntries(good) as Partial<Record<Name, Choice>>, complaints };
      return complaints.length > 0 ? { complaints } : refused('has no entries');
    },
    showValue: (value) => Object.entries(value).map(([one, other]) => `${one}=${String(other)}`).join(','),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Options by name, as JSON in the variable itself or in the file that it names: `{"http": {…}, "pg": {…}}`. */
export const optionsByName: Kind<Readonly<Record<string, Readonly<Record<string, unknown>>>>> = {
  name: 'JSON',
  allowed: 'a JSON object of objects, or the path of a file with one',
  samples: () => ({
    valid: [['{}', {}], ['{"http": {"ignore": ["/livez"]}, "pg": {}}', { http: { ignore: ['/livez'] }, pg: {} }]],
    invalid: ['{"http": ', '{"http": true}', '{"http": []}', '/no/such/file.json'],
  }),
  parse(text, readTextFile) {
    let json = text;
    if (!text.startsWith('{')) {
      try {
        json = readTextFile(absolutePath(text));
      } catch {
        return refused('is no JSON object, and no file of that name can be read');
      }
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch (error) {
      // the rest of the message quotes the text
      const [position] = /position \d+/.exec(String(error)) ?? [];
      return refused(`is not valid JSON${position === undefined ? '' : ` (at ${position})`}`);
    }
    if (!isRecord(parsed)) return refused('is not a JSON object');
    const good: [string, Readonly<Record<string, unknown>>][] = [];
    const complaints: Complaint[] = [];
    for (const [name, options] of Object.entries(parsed)) {
      if (isRecord(options)) good.push([name, options]);
      else complaints.push({ code: 'setting-invalid', reason: `has options for ${JSON.stringify(name)} that are not an object` });
    }
    return good.length > 0 || complaints.length === 0 ? { value: Object.fromEntries(good), complaints } : { complaints };
  },
  show: (text) => (text.startsWith('{') ? '{…}' : text),
};
