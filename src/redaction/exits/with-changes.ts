/** Puts redacted parts into a record of the SDK; the record itself comes back where they are the parts that it has. */

/** A part that is undefined is left as it is. */
export function withChanges<Source extends object>(source: Source, changes: { readonly [Key in keyof Source]?: Source[Key] | undefined }): Source {
  let copy: Source | undefined;
  for (const key in changes) {
    const changed = changes[key];
    if (changed === undefined || changed === source[key]) continue;
    copy ??= { ...source };
    copy[key] = changed;
  }
  return copy ?? source;
}
