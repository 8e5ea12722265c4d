/** Finds the literals of an SQL statement, of any dialect, in one pass; what does not add up is hidden as a whole. */
import { isDigit } from '../text/charsets.js';
import type { Hits } from '../text/hits.js';
import type { SqlDialect } from './database-systems.js';
import {
  asterisk, at, backtick, close, closeBrace, closeBracket, colon, comma, dash, dollar, dollarTagAt, dot, doubleQuote, endOfBarePassword, endOfNumber,
  endOfOracleText, endOfQuoted, endOfUuid, endOfWord, endsName, equals, greater, hash, isRadix, isWord, open, openBrace, openBracket,
  percent, question, quote, semicolon, skipBlanks, slash,
} from './sql-tokens.js';
import { accountWords, longestWord, noPasswords, passwordWords, textPrefixes, valueWords } from './sql-words.js';

export const hiddenLiteral = '?';

/** A text in quotes, and placeholders. */
const isReadElsewhere: ReadonlySet<number> = new Set([quote, question, colon, at, percent, dollar]);

/** Where a double quote may hold a text only in some places, or a password may stand without quotes, words have to be looked at. */
const accountName = /identified|password/i;

/**
 * Texts, comments, and numbers become `?`; names, keywords, white space and `true`, `false`, `null` stay.
 *
 * A statement with placeholders (`?`, `$1`, `:name`, `@p1`, `%s`) is parameterised, and the semantic conventions want such a statement
 * as it is: its numbers stay (`LIMIT 10`, `status = 3`). Its texts do not: an app that binds one value and pastes the next one in
 * is the very case that leaks, and whoever reads the statement loses little by `type = ?`.
 */
export function findSqlLiterals(text: string, dialect: SqlDialect, hits: Hits): void {
  const isAmbiguous = dialect.backslash === undefined && (text.includes("\\'") || text.includes('\\"'));
  const reader = new SqlReader(text, dialect);
  if (isAmbiguous || !reader.read()) hits.add('statement', 0, text.length, hiddenLiteral);
  else reader.report(hits);
}

class SqlReader {
  readonly #text: string;
  readonly #dialect: SqlDialect;
  /** Most statements need no look at their words. */
  readonly #mindsWords: boolean;
  /** Pairs of start and end. */
  readonly #texts: number[] = [];
  readonly #numbers: number[] = [];
  /** One for each open bracket: whether values stand in it. */
  readonly #lists: boolean[] = [];
  #at = 0;
  #isParameterised = false;
  /** Whether a value may come next: a name in double quotes is a text then, in dialects that know both. */
  #expectsValue = false;
  #closedList = false;
  #inBetween = false;
  #isAccountStatement = false;
  #isIdentified = false;
  /** The last token that is no comment: what a sign or a dot stands behind. */
  #last: 'start' | 'name' | 'value' | 'operator' | 'dot' = 'start';

  constructor(text: string, dialect: SqlDialect) {
    this.#text = text;
    this.#dialect = dialect;
    this.#mindsWords = dialect.doubleQuotes === undefined && text.includes('"') || dialect.doubleQuotes !== 'text' && accountName.test(text);
  }

  report(hits: Hits): void {
    const found = this.#isParameterised ? this.#texts : [...this.#texts, ...this.#numbers];
    for (let index = 0; index < found.length; index += 2) hits.add('statement', found[index]!, found[index + 1]!, hiddenLiteral);
  }

  /** False when a text, a name or a comment does not end, or ends where none can. */
  read(): boolean {
    while (this.#at < this.#text.length) {
      if (!this.#readToken(this.#text.charCodeAt(this.#at))) return false;
    }
    return true;
  }

  #readToken(code: number): boolean {
    if (code <= 32) return this.#skip(1);
    if (isDigit(code)) return this.#readNumber(this.#at);
    if (isWord(code) && code !== dollar) return this.#readWord();
    const next = this.#text.charCodeAt(this.#at + 1);
    switch (code) {
      case quote:
        return this.#readText(this.#at, this.#dialect.backslash === true);
      case doubleQuote:
        return this.#readDoubleQuoted();
      case backtick:
        return this.#readName();
      case dollar:
        return this.#readDollar(next);
      case dash:
        if (next === dash) return this.#readLineComment();
        return this.#isSign() && (isDigit(next) || next === dot) ? this.#readNumber(this.#at) : this.#readOperator();
      case slash:
        if (next === asterisk) return this.#readComment();
        return next === slash && this.#dialect.lineComment === '//' ? this.#readLineComment() : this.#readOperator();
      case asterisk:
        return next !== slash && this.#readOperator();
      case hash:
        return this.#isLineComment(next) ? this.#readLineComment() : this.#readOperator();
      case dot:
        if (isDigit(next) && !endsName(this.#text.charCodeAt(this.#at - 1))) return this.#readNumber(this.#at);
        this.#last = 'dot';
        return this.#skip(1);
      case question:
      case colon:
      case at:
      case percent:
        return this.#readPlaceholder(code, next);
      case open:
      case openBracket:
      case openBrace:
        this.#lists.push(this.#expectsValue);
        this.#last = 'operator';
        return this.#skip(1);
      case close:
      case closeBracket:
      case closeBrace:
        this.#closedList = this.#lists.pop() ?? false;
        this.#expectsValue = false;
        this.#last = 'value';
        return this.#skip(1);
      case comma:
        this.#expectsValue = (this.#lists.at(-1) ?? false) || this.#closedList;
        this.#closedList = false;
        this.#last = 'operator';
        return this.#skip(1);
      case semicolon:
        this.#expectsValue = this.#closedList = this.#inBetween = this.#isAccountStatement = this.#isIdentified = false;
        this.#last = 'start';
        return this.#skip(1);
      default:
        return this.#readOperator();
    }
  }

  #skip(length: number): true {
    this.#at += length;
    return true;
  }

  #readOperator(): true {
    const code = this.#text.charCodeAt(this.#at);
    // `<`, `=`, `>`, `!`, `|`, `~`
    if (code >= 60 && code <= greater || code === 33 || code === 124 || code === 126) this.#expectsValue = true;
    this.#last = 'operator';
    return this.#skip(1);
  }

  #isSign(): boolean {
    return this.#last === 'operator' || this.#last === 'start';
  }

  /** `start` is where the literal begins, its prefix included; the reader stands at the quote. */
  #readText(start: number, escapes: boolean): boolean {
    const end = endOfQuoted(this.#text, this.#at, escapes);
    return end > 0 && this.#addText(start, end);
  }

  /** What follows a text directly is no word, or the quotes were counted wrongly. */
  #addText(start: number, end: number): boolean {
    this.#texts.push(start, end);
    this.#at = end;
    this.#last = 'value';
    this.#expectsValue = false;
    return end === this.#text.length || !isWord(this.#text.charCodeAt(end));
  }

  #readDoubleQuoted(): boolean {
    const end = endOfQuoted(this.#text, this.#at, this.#dialect.backslash === true && this.#dialect.doubleQuotes === 'text');
    if (end === 0) return false;
    const isPartOfName = this.#last === 'dot' || this.#text.charCodeAt(end) === dot;
    const { doubleQuotes } = this.#dialect;
    if (!isPartOfName && (doubleQuotes === 'text' || doubleQuotes === undefined && this.#expectsValue)) return this.#addText(this.#at, end);
    return this.#passName(end);
  }

  #readName(): boolean {
    const end = endOfQuoted(this.#text, this.#at, false);
    return end > 0 && this.#passName(end);
  }

  #passName(end: number): true {
    this.#at = end;
    this.#last = 'name';
    this.#expectsValue = this.#closedList = false;
    return true;
  }

  /** `$1`, `$name`, or a text between two equal tags. */
  #readDollar(next: number): boolean {
    const tag = dollarTagAt(this.#text, this.#at);
    if (tag === undefined) return this.#readPlaceholder(dollar, next);
    const end = this.#text.indexOf(tag, this.#at + tag.length);
    return end > 0 && this.#addText(this.#at, end + tag.length);
  }

  #readPlaceholder(code: number, next: number): true {
    const before = this.#at === 0 ? 32 : this.#text.charCodeAt(this.#at - 1);
    const isNamed = code !== question && code !== percent && isWord(next) && !isWord(before);
    const isFormat = code === percent && (next === 115 || next === open) && !isWord(before);
    const isPlaceholder = code === question || isFormat || isNamed && (code !== colon || before !== colon && before !== quote && before !== doubleQuote);
    if (!isPlaceholder) {
      // `::` and `:=`, `@>`; behind the `:` of a map stands a value
      this.#expectsValue ||= code === colon;
      this.#last = 'operator';
      return this.#skip(code === colon && (next === colon || next === equals) ? 2 : 1);
    }
    this.#isParameterised = true;
    this.#last = 'value';
    this.#expectsValue = false;
    this.#at++;
    if (code !== question) this.#at = endOfWord(this.#text, this.#at);
    return true;
  }

  #readNumber(start: number): true {
    const endOfId = endOfUuid(this.#text, start);
    const end = endOfId || endOfNumber(this.#text, start);
    if (this.#last === 'dot') return this.#passName(end);
    const isText = endOfId > 0 || isRadix(this.#text.charCodeAt(start + 1));
    (isText ? this.#texts : this.#numbers).push(start, end);
    this.#at = end;
    this.#last = 'value';
    this.#expectsValue = false;
    return true;
  }

  #readWord(): boolean {
    const start = this.#at;
    const end = endOfWord(this.#text, start);
    const endOfId = endOfUuid(this.#text, start);
    if (endOfId > 0) return this.#addText(start, endOfId);
    const next = this.#text.charCodeAt(end);
    if (next !== quote && !this.#mindsWords) return this.#passName(end);
    const word = end - start > longestWord ? '' : this.#text.slice(start, end).toUpperCase();
    if (next === quote && textPrefixes.has(word)) return this.#readPrefixed(word, end);
    this.#at = end;
    if (this.#isIdentified && passwordWords.has(word)) return this.#readPassword();
    if (word === 'PASSWORD' && this.#isAccountStatement && this.#skipsToDoubleQuote()) return this.#readText(this.#at, false);
    if (this.#last === 'start') this.#isAccountStatement = accountWords.has(word);
    this.#isIdentified ||= word === 'IDENTIFIED';
    this.#expectsValue = valueWords.has(word) || word === 'AND' && this.#inBetween || this.#expectsValue && this.#isCall();
    this.#inBetween = word === 'BETWEEN' || this.#inBetween && word !== 'AND';
    this.#closedList = false;
    this.#last = valueWords.has(word) ? 'operator' : 'name';
    return true;
  }

  #readPrefixed(word: string, end: number): boolean {
    const start = this.#at;
    this.#at = end;
    const isOracle = (word === 'Q' || word === 'NQ') && this.#dialect.backslash !== true;
    if (!isOracle) return this.#readText(start, word === 'E' || this.#dialect.backslash === true);
    const last = endOfOracleText(this.#text, end);
    return last > 0 && this.#addText(start, last);
  }

  /** Behind `IDENTIFIED BY`: a password needs no quotes in Oracle, or stands in double ones. */
  #readPassword(): boolean {
    if (this.#skipsToDoubleQuote()) return this.#readText(this.#at, false);
    const start = this.#at;
    const code = this.#text.charCodeAt(start);
    const word = this.#text.slice(start, Math.min(endOfWord(this.#text, start), start + longestWord)).toUpperCase();
    if (Number.isNaN(code) || isReadElsewhere.has(code) || noPasswords.has(word)) return true;
    this.#at = endOfBarePassword(this.#text, start);
    this.#texts.push(start, this.#at);
    this.#last = 'value';
    return true;
  }

  #skipsToDoubleQuote(): boolean {
    this.#at = skipBlanks(this.#text, this.#at);
    return this.#text.charCodeAt(this.#at) === doubleQuote;
  }

  #isCall(): boolean {
    return this.#text.charCodeAt(skipBlanks(this.#text, this.#at)) === open;
  }

  /** In a dialect that is not known, `#` may be an operator (`#>`) or part of a name (`#temporary`) as well. */
  #isLineComment(next: number): boolean {
    const { lineComment, backslash: escapes } = this.#dialect;
    return lineComment === '#' || escapes === undefined && next !== greater && next !== dash;
  }

  #readLineComment(): true {
    const end = this.#text.indexOf('\n', this.#at);
    return this.#passComment(end < 0 ? this.#text.length : end);
  }

  #readComment(): boolean {
    const end = this.#text.indexOf('*/', this.#at + 2);
    return end > 0 && this.#passComment(end + 2);
  }

  /** Comments carry values as well (SQLCommenter, ORMs). */
  #passComment(end: number): true {
    this.#texts.push(this.#at, end);
    this.#at = end;
    return true;
  }
}
