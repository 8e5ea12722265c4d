/** Redacts lists; one of names and values in turn, as raw headers and arguments are, is read as such. */
import type { SourceRecord } from '../copy-on-write.js';
import { dropped, redactedMarker } from '../marker.js';
import type { ScanOptions } from '../text/scanner.js';
import { isListOfNames, nameInPairs, optionInList } from './named-values.js';
import type { Walk } from './walk.js';

/** Gives `source` itself when nothing changes. What is dropped leaves a marker, so that the others keep their places. */
export function redactList(source: readonly unknown[], reading: ScanOptions, walk: Walk): readonly unknown[] {
  // what is read once is what leaves: an item may be a getter
  const copy: unknown[] = [];
  let isChanged = false;
  let before: unknown;
  let isNames: boolean | undefined;
  for (let index = 0; index < source.length; index++) {
    walk.countEntry();
    const value = source[index];
    const option = optionInList(before, value, index, source);
    let decision = option === undefined ? walk.decideByName(nameInPairs(before, index, source.length)) : walk.decideByOption(option);
    if (decision !== 'text' && (isNames ??= isListOfNames(source))) decision = 'text';
    const redacted = decision === 'text' ? walk.redactContent(value, reading) : walk.redactAs(decision, value);
    before = redacted === dropped ? redactedMarker : redacted;
    isChanged ||= !Object.is(before, value);
    copy.push(before);
  }
  return isChanged || hasSecretBesideItems(source, walk) ? copy : source;
}

/** `input` of a match of a regular expression; consoles print it. */
function hasSecretBesideItems(source: readonly unknown[], walk: Walk): boolean {
  if (walk.wasCopied()) return false;
  const entries = source as unknown as SourceRecord;
  const names = Object.keys(source).slice(source.length);
  return names.some((name) => !Object.is(walk.redactNamed(name, entries[name])[1], entries[name]));
}
