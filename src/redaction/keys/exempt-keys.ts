/** Keys of the semantic conventions that hold one of the words and no secret; a test compares the list with the registry. */

export const exemptKeys: ReadonlySet<string> = new Set([
  'aspnetcore.authorization.policy',
  'aspnetcore.authorization.result',
  'aspnetcore.identity.password_check_result',
  'aspnetcore.identity.token_purpose',
  'aspnetcore.identity.token_verified',
  'aws.secretsmanager.secret.arn',
  'gen_ai.token.type',
  'mcp.session.id',
  'session.id',
]);
