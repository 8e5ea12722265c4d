/** The file of winston that is bundled: the logger without the transports, as much of it as we touch. */
declare module 'winston/lib/winston/logger.js' {
  import type { Transform } from 'node:stream';

  interface Format {
    transform(info: Record<string | symbol, unknown>, options?: unknown): Record<string | symbol, unknown> | false;
    readonly options?: unknown;
  }

  class WinstonLogger extends Transform {
    constructor(options: { level: string; levels: Readonly<Record<string, number>>; format: Format });
    get level(): string;
    set level(level: string);
    levels: Readonly<Record<string, number>>;
    silent: boolean;
    format: Format;
    defaultMeta: object | null;
    get transports(): object[];
    isLevelEnabled(level: string): boolean;
    add(transport: object): this;
    remove(transport: object): this;
    clear(): this;
    close(): this;
    configure(options: object): void;
    startTimer(): { done(entry?: object): boolean };
    profile(id: string | number, entry?: object): this;
  }
  export = WinstonLogger;
}
