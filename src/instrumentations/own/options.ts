/** The options that ours have beside upstream's, with the types of their values. */

export const ownOptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  http: { ignoreIncomingPaths: 'string[]', ignoreOutgoingHosts: 'string[]' },
  undici: { ignoreOutgoingHosts: 'string[]' },
};
