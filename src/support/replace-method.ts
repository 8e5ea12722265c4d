/** Puts a function of ours in the place of a method, and takes it away again where nobody has put another before it. */

/** Returns the undo; where the method has been replaced again meanwhile, ours stays, so `create` has to know whether it is still wanted. */
export function replaceMethod<Method extends (...args: never[]) => unknown>(prototype: object, name: string, create: (original: Method) => Method): () => void {
  const before = Object.getOwnPropertyDescriptor(prototype, name);
  const original = Reflect.get(prototype, name) as Method;
  const replacement = create(original);
  Object.defineProperty(prototype, name, { value: replacement, configurable: true, enumerable: true, writable: true });
  return () => {
    if (Reflect.get(prototype, name) !== replacement) return;
    if (before === undefined) Reflect.deleteProperty(prototype, name);
    else Object.defineProperty(prototype, name, before);
  };
}
