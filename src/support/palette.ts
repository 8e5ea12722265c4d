/** Colours of a terminal; without colour every one of them is the plain text. */

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], magenta: [35, 39], cyan: [36, 39] } as const;

export type Palette = Readonly<Record<keyof typeof codes, (text: string) => string>>;

export function createPalette(color: boolean): Palette {
  const paint =
    (name: keyof typeof codes) =>
    (text: string): string =>
      color && text !== '' ? `\u001B[${codes[name][0]}m${text}\u001B[${codes[name][1]}m` : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
  };
}
