/** The public names that the settings of redaction choose from; what stands behind them is in the room `redaction/`. */

/** `strict` lets only listed attributes leave; `off` hides nothing. */
export const redactionModes = ['default', 'strict', 'off'] as const;
export type RedactionMode = (typeof redactionModes)[number];

export const redactionPresets = ['pii'] as const;
export type RedactionPreset = (typeof redactionPresets)[number];

/** The rules that can be given a mode; `redaction/rules.ts` says what each hides. */
export const adjustableRules = [
  'key',
  'cookie',
  'statement',
  'url-parameter',
  'assignment',
  'auth-scheme',
  'url-credentials',
  'private-key',
  'vendor-token',
  'jwt',
  'card',
  'email',
  'ip-address',
  'iban',
  'ssn',
  'phone',
  'mac-address',
  'pattern',
] as const;
export type AdjustableRule = (typeof adjustableRules)[number];

/** `replace` puts a marker, `mask` keeps the last four characters, `hash` puts an HMAC, `drop` leaves the whole value out, `off` lets it pass. */
export const ruleModes = ['replace', 'mask', 'hash', 'drop', 'off'] as const;
export type RuleMode = (typeof ruleModes)[number];
