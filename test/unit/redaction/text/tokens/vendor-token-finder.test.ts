import assert from 'node:assert/strict';
import { alnum, isIn } from '../../../../../src/redaction/text/charsets.js';
import { featuresOf } from '../../../../../src/redaction/text/features.js';
import { features } from '../../../../../src/redaction/text/finder.js';
import { vendorTokenFinder } from '../../../../../src/redaction/text/tokens/vendor-token-finder.js';
import type { TokenForm, TokenPart } from '../../../../../src/redaction/text/tokens/token-form.js';
import { tokenForms } from '../../../../../src/redaction/text/tokens/vendor-tokens.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(vendorTokenFinder, text);

const mixed = 'a1B2c3D4e5F6g7H8j9K0-_.=+/~@';

function fill(set: number, length: number): string {
  const characters = [...mixed].filter((character) => isIn(set, character.charCodeAt(0)));
  // letters and digits first, so that a set of many characters still gives a plain token
  const plain = characters.filter((character) => isIn(alnum, character.charCodeAt(0)));
  const used = plain.length > 0 ? plain : characters;
  return Array.from({ length }, (_, index) => used[index % used.length]).join('');
}

const fillPart = (part: TokenPart, less = 0): string => (typeof part === 'string' ? part : fill(part[0], part[1] - less));

interface Sample {
  readonly name: string;
  readonly form: TokenForm;
  readonly mark: string;
  readonly token: string;
}

const samples: readonly Sample[] = tokenForms.flatMap((form, row) =>
  form.marks.map((mark, index) => ({
    name: `row ${row}, ${form.vendor} ${index}`,
    form,
    mark,
    token: (form.head === undefined ? '' : fill(form.head[0], form.head[1])) + mark + form.tail.map((part) => fillPart(part)).join(''),
  })),
);

const allMarks = tokenForms.flatMap(({ marks }) => marks);

/** Another form begins alike or stands in this one, so that a near miss of this one may be a hit of that one. */
function hasRelative(mark: string): boolean {
  return allMarks.filter((other) => other.startsWith(mark) || mark.startsWith(other) || mark.includes(`.${other}`)).length > 1;
}

const swapCase = (text: string): string => text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));

describe('redaction: vendor token finder', () => {
  it('knows well over a hundred forms', () => assert.ok(tokenForms.length >= 200 && new Set(tokenForms.map(({ vendor }) => vendor)).size >= 150));

  /** The samples that fail are named; their tokens are not shown. */
  function itHolds(what: string, fails: (sample: Sample) => boolean): void {
    it(what, () => assert.deepEqual(samples.filter(fails).map(({ name }) => name), []));
  }

  for (const [before, behind] of [['', ''], ['"', '",'], ['?t=', '&x=1'], ['used ', ' today'], ['a\\n', '\\n'], ['a%3D', '"'], ['\\u0022', '\\u0022'], ['\u001b[31m', '\u001b[39m'], ['(', ')'], ['It was ', '. Next']] as const) {
    itHolds(`hides each token between ${JSON.stringify(before)} and ${JSON.stringify(behind)}, once for all`, ({ form, mark, token }) => {
      const expected = before + (form.keepsMark === true ? mark : '') + '[REDACTED]' + behind;
      return scrub(before + token + behind) !== expected || scrub(expected) !== expected;
    });
  }

  itHolds('leaves what stands inside of a longer word', ({ form, mark, token }) => (form.head !== undefined || !hasRelative(mark)) && scrub(`x${token}`) !== `x${token}`);

  itHolds('leaves a mark in the wrong case', ({ mark, token }) => {
    const changed = token.replace(mark, swapCase(mark));
    return changed !== token && !allMarks.includes(swapCase(mark)) && scrub(changed) !== changed;
  });

  itHolds('leaves what is one character too short', ({ form, mark, token }) => {
    const last = form.tail.findLastIndex((part) => typeof part !== 'string' && part[1] > 0);
    const short = token.slice(0, token.lastIndexOf(mark) + mark.length) + form.tail.map((part, index) => fillPart(part, index === last ? 1 : 0)).join('');
    return last >= 0 && !hasRelative(mark) && scrub(short) !== short;
  });

  itHolds('leaves what is one character too long', ({ form, mark, token }) => {
    const last = form.tail.at(-1);
    if (last === undefined || typeof last === 'string' || last[2] === Infinity || (last[0] & alnum) !== alnum || hasRelative(mark)) return false;
    const long = token + fill(alnum, (last[2] ?? last[1]) - last[1] + 1);
    return scrub(long) !== long;
  });

  itHolds('has forms only that the quick look sees', ({ token }) => (featuresOf(token) & features.longRun) === 0);

  itHolds('has forms only that need linear time', ({ form, mark }) => {
    const isBounded = form.tail.every((part, index) => {
      if (typeof part === 'string') return true;
      const [set, min, max = min] = part;
      const next = form.tail[index + 1];
      if (max > min && typeof next === 'string' && isIn(set, next.charCodeAt(0))) return false;
      return max < Infinity || (next === undefined && (set & alnum) === alnum && form.hasDigit !== true);
    });
    return !isBounded || (form.head !== undefined && [...mark].every((character) => isIn(alnum, character.charCodeAt(0))));
  });

  it('hides what stands behind the address of a webhook, also where that is encoded, once or twice', () => {
    const secret = 'aB3d'.repeat(6);
    const url = `https://${'hooks.slack'}.com/services/T0123456789/B0123456789/${secret}`;
    const encoded = encodeURIComponent(url);
    for (const spelled of [url, encoded, encodeURIComponent(encoded), encoded.toLowerCase()]) assert.doesNotMatch(scrub(`https://h/?next=${spelled}`), /ab3dab3d/i);
    assert.equal(scrub(`?next=${encoded}&x=1`), '?next=https%3A%2F%2Fhooks.slack.com%2Fservices%2F[REDACTED]&x=1');
  });

  it('finds a token behind a code that is encoded twice', () => {
    const token = `${'gh'}${'p_'}${'a1B2'.repeat(9)}`;
    assert.equal(scrub(`u%253D${token}`), 'u%253D[REDACTED]');
  });

  it('finds several in one text, and those behind long harmless words', () => {
    const token = `ghp_${fill(alnum, 36)}`;
    const words = 'a-harmless-name-of-some-length '.repeat(300);
    assert.equal(scrub(`${words}${token},${token} ${words}${token}`), `${words}[REDACTED],[REDACTED] ${words}[REDACTED]`);
  });

  it('hides a token whatever UUIDs stand around it', () => {
    const uuid = '7b6c8f3e-1f2a-4c3d-9e8f-0a1b2c3d4e5f';
    const tokens = [`ghp_${fill(alnum, 36)}`, `${'HR'}${'KU'}-${uuid}`];
    for (const token of tokens) assert.equal(scrub(`"${uuid}" ${uuid} ${token} ${uuid}.`), `"${uuid}" ${uuid} [REDACTED] ${uuid}.`);
  });

  it('hides a token at any offset', () => {
    const token = `AKIA${fill(alnum, 16).toUpperCase()}`;
    for (let offset = 0; offset < 70; offset++) assert.equal(scrub(`${'ab '.repeat(40).slice(0, offset)} ${token}`), `${'ab '.repeat(40).slice(0, offset)} [REDACTED]`);
  });

  for (const text of [
    'akiazzzzzzzzzzzzzzzz', 'AKIAZZZ', 'TODAYINASIAASACKOFRICEFELLOVER', 'see xoxa-nyc/xoxa-nyc.github.io/blob/main/README.md', 'npm_config_registry_of_the_whole_company_xyz',
    'GLC_CreateLightmapTexturesIndividual(void)', 'def _api_org_96726c78_4ae3_402f_b08b_7a78c6903d2a(self)', 'https://docs.example.com/API-BD80F56CDC1441E6BF6011AB6D852875',
    's.handleRequestFromClients', 'this.s.handleHttp2RequestOfUser', 'cache-key-d41d8cd98f00b204e9800998ecf8427e', '/v1/key-d41d8cd98f00b204e9800998ecf8427e',
    '7b6c8f3e-1f2a-4c3d-9e8f-0a1b2c3d4e5f', 'client-api-7b6c8f3e-1f2a-4c3d-9e8f-0a1b2c3d4e5f', '00-658d26767918117b5a4f56b29e53a767-ad56f27886115b92-01',
    '248112b5ef8dd9808a40d33e9105c43a6cd69f9a', 'sha256:1ba827b7f3bdd53c5375f248f8224c56384e47687cc38bc570f248c8c525854a', '2026-01-02T03:04:05.678901234Z',
    `phc_${fill(alnum, 43)}`, `pk_live_${fill(alnum, 24)}`, 'v1.public.api-gateway-of-the-shop.internal.example.com', `secret-${'d41d8cd9'.repeat(4)}`,
    'db1.prod.eu-central-1.rds.amazonaws.com', 'sk-learn-and-more-names-with-dashes', 'https://hooks.slack.com/services/', 'call_mszuSIzqtI65i1wAUOE8w5H4', '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'S-1-5-21-202424912787-2692429404-2351956786-1000', 'System.Net.Security.Authentication.AuthenticationException',
  ]) {
    it(`leaves: ${text}`, () => assert.equal(scrub(text), text));
  }

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    const units = [...allMarks, ...allMarks.map((mark) => `${mark}-`), 'a', '-', '_', '=', ':', '1', 'ab12.', '%3D', '\\n', '1/', 'aaaaaaaaaaaaaaaaaaaaaaaaa.'];
    assert.deepEqual(unitsThatTakeTooLong(vendorTokenFinder, units), []);
  });
});
