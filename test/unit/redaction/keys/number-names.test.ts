import assert from 'node:assert/strict';
import { isNumberName } from '../../../../src/redaction/keys/number-names.js';

describe('redaction: names of long numbers', () => {
  for (const name of ['id', 'orderId', 'order_id', 'user.id', 'ORDER-ID', 'created_at', 'timestamp', 'start_time', 'durationNanos', 'trace', 'file.size']) {
    it(`${name} is one`, () => assert.equal(isNumberName(name), true));
  }
  for (const name of ['', 'number', 'card_no', 'idea', 'paid', 'card.id', 'id_of_card', 'cardId', 'note', 'timestamps.of', 'pan']) {
    it(`${name} is none`, () => assert.equal(isNumberName(name), false));
  }
});
