import { emailFinder } from '../../../../../src/redaction/text/personal/email.js';
import { itFinds, itLeaves } from '../find-with.js';

describe('redaction: email finder', () => {
  itFinds([emailFinder], [
    ['mail to ada@example.com', 'ada@example.com'],
    ['ada@example.com', 'ada@example.com'],
    ['<ada.lovelace@example.co.uk>', 'ada.lovelace@example.co.uk'],
    ['"ada+news@sub.example.org"', 'ada+news@sub.example.org'],
    ['user=ada_l@example.com;', 'ada_l@example.com'],
    ['mailto:ada@example.com?subject=x', 'ada@example.com'],
    ['/users/ada.l%40example.com/orders', 'ada.l%40example.com'],
    ['?email%3Dada%40example.com', 'ada%40example.com'],
    ['ends a sentence ada@example.com.', 'ada@example.com'],
    ['a1@b2.example', 'a1@b2.example'],
    ['ADA@EXAMPLE.COM', 'ADA@EXAMPLE.COM'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['jürgen@bücher.example', 'jürgen@bücher.example'],
    ['ada@example.com,bob@example.org', 'ada@example.com', 'bob@example.org'],
    ['a@example.com@b.example', 'a@example.com@b.example'],
    [`${'l'.repeat(64)}@example.com`, `${'l'.repeat(64)}@example.com`],
  ]);

  itLeaves([emailFinder], [
    'git@github.example:org/repo.git',
    'ssh://git@github.example/org/repo',
    'npm i lodash@4.17.21',
    '@scope/package@latest',
    'icon@2x.png',
    'redis://[REDACTED]@cache.example:6379',
    'https://REDACTED:REDACTED@host.example/',
    'https://%5BREDACTED%5D@host.example/',
    '****1111@host.example',
    'image@sha256:0123456789abcdef',
    '@decorator()',
    'a @ b.example',
    'ada@localhost',
    'user@.example.com',
    'ada@example.c',
    'ada@-example.com',
    'systemd: getty@tty1.service',
    `${'l'.repeat(65)}@example.com`,
  ]);
});
