/** Bank accounts: country, length and check digits are right. */
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { isEndOfEscape, isLetter, isWordAt } from '../boundaries.js';
import { digit, isIn } from '../charsets.js';

/** How long an account of a country is. */
const lengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 ' +
    'GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 ' +
    'NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((row) => [row.slice(0, 2), Number(row.slice(2))]),
);

export const ibanFinder: Finder = { rule: 'iban', needs: features.digit, find };

function find(text: string, hits: Hits): void {
  for (let index = 0; index + 4 < text.length; index++) {
    if (!isLetter(text.charCodeAt(index)) || !isIn(digit, text.charCodeAt(index + 2)) || !isIn(digit, text.charCodeAt(index + 3)) || !isLetter(text.charCodeAt(index + 1))) continue;
    if (isWordAt(text, index - 1) && !isEndOfEscape(text, index)) continue;
    const length = lengths.get(text.slice(index, index + 2).toUpperCase());
    const end = length === undefined ? 0 : endOfAccount(text, index, length);
    if (end > 0) {
      hits.add('iban', index, end);
      index = end;
    }
  }
}

/** 0 when there are not so many letters and digits, with single blanks or dashes between them, or they do not fit. */
function endOfAccount(text: string, start: number, length: number): number {
  let account = '';
  let index = start;
  while (account.length < length) {
    const code = text.charCodeAt(index);
    if (isIn(digit, code) || isLetter(code)) account += text[index];
    else if ((code !== 32 && code !== 45) || !isWordAt(text, index + 1)) return 0;
    index++;
  }
  return !isWordAt(text, index) && hasCheckDigits(account.toUpperCase()) ? index : 0;
}

/** ISO 7064 mod 97-10: the first four characters go to the end, letters count from 10. */
function hasCheckDigits(account: string): boolean {
  let rest = 0;
  for (let index = 0; index < account.length; index++) {
    const code = account.charCodeAt((index + 4) % account.length);
    rest = isIn(digit, code) ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}
