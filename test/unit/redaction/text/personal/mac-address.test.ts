import { macAddressFinder } from '../../../../../src/redaction/text/personal/mac-address.js';
import { itFinds, itLeaves } from '../find-with.js';

describe('redaction: MAC address finder', () => {
  itFinds([macAddressFinder], [
    ['if 00:1b:63:84:45:e6', '00:1b:63:84:45:e6'],
    ['00-1B-63-84-45-E6', '00-1B-63-84-45-E6'],
    ['mac:00:1b:63:84:45:e6', '00:1b:63:84:45:e6'],
    ['"00:1b:63:84:45:e6"', '00:1b:63:84:45:e6'],
    ['00:1b:63:84:45:e6: link is up', '00:1b:63:84:45:e6'],
    ['eth0=aa:bb:cc:dd:ee:ff.', 'aa:bb:cc:dd:ee:ff'],
    ['00:1b:63:84:45:e6 00:1b:63:84:45:e7', '00:1b:63:84:45:e6', '00:1b:63:84:45:e7'],
  ]);

  itLeaves([macAddressFinder], [
    'ff:ff:ff:ff:ff:ff',
    '00:00:00:00:00:00',
    '00-00-00-00-00-00',
    '00:1b:63:84:45',
    '00:1b:63:84:45:e6:aa',
    'aa:00:1b:63:84:45:e6:aa:bb',
    '00:1b:63-84:45:e6',
    '00:1b:63:84:45:eg',
    'x00:1b:63:84:45:e6',
    '12:30:45',
    '001b.6384.45e6',
    '001b638445e6',
    '2026-11-20-10-00-00',
    '2001:db8:63:84:45:e6:1:2',
    '',
  ]);
});
