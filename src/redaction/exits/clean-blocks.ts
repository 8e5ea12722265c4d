/** Whether blocks of attributes may leave as they are: found out once for each block. */
import type { AttributeBlock } from '../../tracer/attribute-block.js';
import { redactionCallbacks } from '../add-redaction.js';
import type { Redactor } from '../redactor.js';

/** Of a block in which something would be hidden. */
const hides = {};

/** @param valueLengthLimit of attribute values in characters; where there is one, values have to be looked at one by one */
export function createBlockCheck(redactor: Redactor, valueLengthLimit?: number): (blocks: readonly AttributeBlock[]) => boolean {
  const look = (block: AttributeBlock): boolean => {
    if (block.cleanFor === hides) return false;
    const isClean = redactor.leavesAlone(block.attributes);
    block.cleanFor = isClean ? redactor : hides;
    return isClean;
  };
  return (blocks) => {
    // callbacks of the app see each value each time
    if (redactionCallbacks.length > 0 || valueLengthLimit !== undefined) return false;
    for (const block of blocks) if (block.cleanFor !== redactor && !look(block)) return false;
    return true;
  };
}
