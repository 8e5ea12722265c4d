/** What other loggers call the levels of ours. */
export const levelAliases = { warning: 'warn', trace: 'debug', verbose: 'debug' } as const;
