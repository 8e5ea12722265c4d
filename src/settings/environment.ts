/** The only file that touches `process.env`; everything else gets the values that `readSettings` made of it. */

export type Environment = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): Environment {
  return process.env;
}
