/** What is asked of a global provider, such as a logger: asked for once, and again where another SDK has come in its place. */

export function ofProvider<Provider, Made>(currentProvider: () => Provider, make: (provider: Provider) => Made): () => Made {
  let last: { readonly provider: Provider; readonly made: Made } | undefined;
  return () => {
    const provider = currentProvider();
    if (last?.provider !== provider) last = { provider, made: make(provider) };
    return last.made;
  };
}
