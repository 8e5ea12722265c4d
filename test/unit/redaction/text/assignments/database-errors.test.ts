import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createDatabaseErrorFinder } from '../../../../../src/redaction/text/assignments/database-errors.js';
import { itFinds, itLeaves } from '../find-with.js';

describe('redaction: errors of databases', () => {
  const finders = [createDatabaseErrorFinder(createKeyRules(defaultRedactionOptions))];

  itFinds(finders, [
    ['DETAIL: Key (token)=(c0ffee) already exists.', 'c0ffee'],
    ['Key (tenant, api_key)=(7, c0ffee) already exists.', '7, c0ffee'],
    ['Key (lower(token::text))=(c0f)fee) already exists.', 'c0f)fee'],
    ['(token)=(c0ffee) is new\nKey (secret)=(c0\nKey (id)=(5)', 'c0ffee', 'c0'],
    ["Duplicate entry 'c0'ffee' for key 'users.api_token'", "c0'ffee"],
    ["Duplicate entry '7-c0ffee' for key 'users_api_token_unique_idx'", '7-c0ffee'],
    ["Duplicate entry 'c0ffee' for key 'users.api_token_index'", 'c0ffee'],
    ["row in object 'dbo.Users' with unique index 'IX_Users_ApiToken'. The duplicate key value is (c0f)fee).", 'c0f)fee'],
  ]);

  itLeaves(finders, [
    'Key (id)=(5) already exists.', 'Key (email)=(ada) violates, f(token) = (x)', "Duplicate entry 'ada' for key 'users.name'", "Duplicate entry 'ada' for key", 'Duplicate entry of a token', "with unique index 'IX_Users_Name'. The duplicate key value is (ada).",
    'The duplicate key value is (ada).', 'Key (token)=([REDACTED]) already exists.', "Duplicate entry '[REDACTED]' for key 'users.token'",
  ]);
});
