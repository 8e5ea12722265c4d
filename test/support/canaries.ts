/** Secrets of every kind; the random part of each is a canary that occurs nowhere else. */
import { randomInt } from 'node:crypto';

export type Kept = string | number | Uint8Array | readonly Kept[] | { readonly [key: string]: Kept };

export interface Secret {
  readonly kind: string;
  /** What must not leave, whole or in part. */
  readonly canary: string;
  /** The text that holds it; undefined for a kind that needs a key. */
  readonly text: string | undefined;
  /** The same as attributes. */
  readonly attributes: Readonly<Record<string, Kept>>;
}

interface Kind {
  readonly canary?: () => string;
  readonly put: (canary: string) => string | Readonly<Record<string, Kept>>;
}

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const alphanumeric = `${digits}${upper}${upper.toLowerCase()}`;

function random(length: number, alphabet = alphanumeric): () => string {
  return () => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** With the check digit of Luhn. */
function cardNumber(): string {
  const payload = `4${random(14, digits)()}`;
  const doubled = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2);
  const sum = [...payload].reduce((total, digit, index) => total + (index % 2 === 0 ? doubled(Number(digit)) : Number(digit)), 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}

const fence = (what: string): string => `-----${what} PRIVATE ${'KEY'}-----`;

/** A text that tells by itself that it holds a secret. */
const textKinds: Readonly<Record<string, Kind>> = {
  assignment: { put: (canary) => `login with password=${canary} failed` },
  'JSON in text': { put: (canary) => `payload {"user":"ada","password":"${canary}"}` },
  'URL credentials': { put: (canary) => `connect postgres://ada:${canary}@db:5432/shop` },
  'URL parameter': { put: (canary) => `GET https://api.example/cb?access_token=${canary}&page=2` },
  'URL signature': { canary: random(64, `${digits}abcdef`), put: (canary) => `GET https://b.example/k?X-Amz-Signature=${canary}` },
  'GitHub token': { canary: random(36), put: (canary) => `using ${'gh'}${'p_'}${canary}` },
  'AWS access key': { canary: random(16, `${upper}234567`), put: (canary) => `using ${'AK'}${'IA'}${canary}` },
  'Slack token': { canary: random(24), put: (canary) => `using ${'xo'}${'xb'}-123456789012-123456789012-${canary}` },
  JWT: { canary: random(64), put: (canary) => `using eyJhbGciOiJIUzI1NiJ9.${'eyJ'}zdWIiOiI${canary.slice(0, 32)}.${canary.slice(32)}` },
  'bearer header': { put: (canary) => `sent Authorization: Bearer ${canary}` },
  'basic header': { put: (canary) => `sent Authorization: Basic ${canary}` },
  'private key': { canary: random(128), put: (canary) => [fence('BEGIN'), canary.slice(0, 64), canary.slice(64), fence('END')].join('\n') },
  'card number': { canary: cardNumber, put: (canary) => `paid with ${canary}` },
  'command line': { put: (canary) => `app --db-password ${canary} --verbose` },
  cookie: { put: (canary) => `Cookie: theme=dark; connect.sid=${canary}` },
};

/** A value that is secret by the key under which it stands. */
const keyKinds: Readonly<Record<string, Kind>> = {
  'secret key': { put: (canary) => ({ password: canary }) },
  'secret key in another spelling': { put: (canary) => ({ 'x-Api.KEY': canary }) },
  'list of texts': { put: (canary) => ({ notes: ['first', `token: ${canary}`] }) },
  'header list': { put: (canary) => ({ rawHeaders: ['Accept', '*/*', 'Authorization', canary] }) },
  'argument list': { put: (canary) => ({ 'process.command_args': ['node', 'app.js', '--db-password', canary] }) },
  'SQL literal': { put: (canary) => ({ 'db.system.name': 'postgresql', 'db.query.text': `SELECT 1 FROM a WHERE b = '${canary}'` }) },
  'cookie header': { put: (canary) => ({ 'http.request.header.cookie': [`theme=dark; cart=${canary}`] }) },
  'URL attribute': { put: (canary) => ({ 'url.full': `https://ada:pw@b.example/k?sig=${canary}` }) },
  'query attribute': { put: (canary) => ({ 'url.query': `code=1&token=${canary}` }) },
};

/** The same, but deeper in the value. */
const nestedKinds: Readonly<Record<string, Kind>> = {
  'nested map': { put: (canary) => ({ order: { customer: [{ apiToken: canary }] } }) },
  'name beside value': { put: (canary) => ({ headers: [{ name: 'authorization', value: canary }] }) },
  'bytes of a text': { put: (canary) => ({ blob: new TextEncoder().encode(`password=${canary}`) }) },
};

export const texts = (): Secret[] => makeAll(textKinds);
/** Texts under a key, and values that attributes of any signal may have. */
export const attributes = (): Secret[] => makeAll({ ...textKinds, ...keyKinds });
/** The same, and values that only spans and log records may have. */
export const values = (): Secret[] => makeAll({ ...textKinds, ...keyKinds, ...nestedKinds });

function makeAll(kinds: Readonly<Record<string, Kind>>): Secret[] {
  return Object.entries(kinds).map(([kind, { canary: make = random(24), put }]) => {
    const canary = make();
    const placed = put(canary);
    return typeof placed === 'string' ? { kind, canary, text: placed, attributes: { note: placed } } : { kind, canary, text: undefined, attributes: placed };
  });
}
