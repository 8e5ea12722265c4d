/** The short options of commands that take a secret, and which command a letter belongs to. */

export interface CommandOption {
  readonly letter: string;
  /** The secret may follow without a blank: `-pSECRET`. */
  readonly isAttached: boolean;
  /** The secret may follow behind a blank. */
  readonly isApart: boolean;
  /** Only what stands behind the first colon is secret: `user:secret`. */
  readonly isBehindColon?: boolean;
}

const login: CommandOption = { letter: 'p', isAttached: false, isApart: true };
/** `mysql -p shop` asks for the password: `shop` is the database. */
const mysql: CommandOption = { letter: 'p', isAttached: true, isApart: false };
const user: CommandOption = { letter: 'u', isAttached: true, isApart: true, isBehindColon: true };

const commands: ReadonlyMap<string, CommandOption> = new Map([
  ...['docker', 'podman', 'nerdctl', 'buildah', 'skopeo', 'helm', 'oras', 'az', 'oc', 'cf'].map((name) => [name, login] as const),
  ...['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoimport', 'mongoexport', 'influx', 'rabbitmqadmin'].map((name) => [name, login] as const),
  ...['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mariadb', 'mycli'].map((name) => [name, mysql] as const),
  ...['curl', 'wget', 'http', 'https', 'xh', 'ab', 'siege'].map((name) => [name, user] as const),
  ...['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldapwhoami'].map((name) => [name, { letter: 'w', isAttached: true, isApart: true }] as const),
  ['sshpass', { letter: 'p', isAttached: true, isApart: true }],
  ['redis-cli', { letter: 'a', isAttached: false, isApart: true }],
  ['sqlcmd', { letter: 'P', isAttached: true, isApart: true }],
]);
export const letters: ReadonlySet<string> = new Set([...commands.values()].map(({ letter }) => letter));
/** These take ports and paths by the same letters, unless they log in. */
const onlyWithLogin = /^(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|az|oc|cf)$/;
/** There `-p` is a path, a port, a project or a flag. */
const withoutPassword: ReadonlySet<string> = new Set([
  'tsc', 'vue-tsc', 'mkdir', 'cp', 'install', 'ls', 'ps', 'tar', 'git', 'patch', 'make', 'xargs', 'ssh', 'nc', 'nmap', 'iptables', 'psql', 'pg_dump', 'pg_restore', 'pg_isready', 'createdb',
  'redis-cli', 'redis-server', 'memcached', 'docker-compose', 'vite', 'next', 'serve', 'http-server', 'json-server', 'tsup', 'nyc', 'playwright',
]);
/** There `-p` is a flag as long as no script stands in front of it, which may have options of its own. */
const interpreters: ReadonlySet<string> = new Set(['node', 'nodejs', 'bun', 'perl', 'ruby', 'npm']);
/** What may stand in front of a command. */
const wrappers: ReadonlySet<string> = new Set([...interpreters, 'npx', 'bunx', 'pnpm', 'yarn', 'exec', 'sudo', 'env', 'time', 'nice']);

/** The option of the last command of the line in front of it. */
export function optionOf(before: string, letter: string): CommandOption | undefined {
  const words = before.slice(before.lastIndexOf('\n') + 1).split(/[\s"'/;|&(]+/);
  const command = words.findLast((word) => commands.get(word)?.letter === letter);
  if (command === undefined || onlyWithLogin.test(command) && !words.includes('login')) return undefined;
  return commands.get(command);
}

/**
 * Whether `-p` is followed by a password; it is for commands that are not known.
 * @param words what stands in front of it, without options
 */
export function isPasswordLetter(words: readonly string[]): boolean {
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1).replace(/\.[cm]?js$/, ''));
  const known = names.findLast((name) => commands.get(name)?.letter === 'p');
  // `docker exec c1 app -p …`: the option may be that of the app
  if (known !== undefined) return !onlyWithLogin.test(known) || names.some((name) => /^(?:login|exec|run)$/.test(name));
  const command = names.find((name) => !wrappers.has(name));
  return command === undefined ? !interpreters.has(names.at(-1) ?? '') : !withoutPassword.has(command);
}
