/** Remembers in which cell the SDK adds up a series, so that it is found without a hash where the redaction gives the same frozen attributes again. */
import type { Attributes } from '@opentelemetry/api';

/** @param cells of a stream, until it is collected */
export function rememberCell<Cell>(cells: WeakMap<Attributes, Cell>, attributes: Attributes, cell: Cell | undefined): Cell | undefined {
  if (cell !== undefined && Object.isFrozen(attributes)) cells.set(attributes, cell);
  return cell;
}
