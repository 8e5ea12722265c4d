/** When a secret counts as caught: neither the whole of it nor a long part is left, however the text is decoded. */

const minRun = 8;
const minShare = 0.4;

export function isCaught(secret: string, output: string): boolean {
  return [output, percentDecoded(output), unescaped(output), unescaped(percentDecoded(output))].every((text) => !survivesIn(text, secret));
}

function survivesIn(text: string, secret: string): boolean {
  const run = Math.min(secret.length, Math.max(minRun, Math.ceil(secret.length * minShare)));
  for (let start = 0; start + run <= secret.length; start++) if (text.includes(secret.slice(start, start + run))) return true;
  return false;
}

/** Piece by piece: a stray percent sign must not keep the others from being decoded. */
function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => Buffer.from(encoded.replaceAll('%', ''), 'hex').toString('utf8'));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** As JSON writes them: `\"`, `\\`, `\/`, `\n`, `\u0041`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/gi, (_all, code: string | undefined, sign: string) =>
    code === undefined ? (escapes[sign.toLowerCase()] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)));
}
