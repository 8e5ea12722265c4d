/** A memory for what is made of an object: once for each, and again when the callbacks of the app are others. */
import { redactionCallbacks } from '../add-redaction.js';

export function lookingOnce<Source extends object, Left>(look: (source: Source) => Left): (source: Source) => Left {
  let seen = new WeakMap<Source, Left>();
  let askedCallbacks = redactionCallbacks;
  return (source) => {
    if (askedCallbacks !== redactionCallbacks) {
      seen = new WeakMap();
      askedCallbacks = redactionCallbacks;
    }
    let left = seen.get(source);
    if (left === undefined) seen.set(source, (left = look(source)));
    return left;
  };
}
