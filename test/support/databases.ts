/** Real PostgreSQL and Redis servers for the rows that need them, where the machine has the binaries. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findFreePort } from './free-port.js';

export interface DatabaseServer {
  readonly url: string;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
  readonly missing?: never;
}

/** A reason for `skipUnless`. */
export interface MissingDatabase {
  readonly missing: string;
}

const startTimeoutMs = 20_000;
/** Where Debian puts what is not in PATH. */
const postgresFolder = '/usr/lib/postgresql';

interface Command {
  readonly executable: string;
  readonly args: readonly string[];
}

/** An empty PostgreSQL on a free port of 127.0.0.1, user and database `postgres`, no password. @throws {Error} it is there and does not start */
export async function startPostgres(place: (command: Command) => Command = (command) => command): Promise<DatabaseServer | MissingDatabase> {
  const [initdb, postgres] = [findPostgresBinary('initdb'), findPostgresBinary('postgres')];
  if (initdb === undefined || postgres === undefined) return { missing: 'PostgreSQL (initdb and postgres) is not installed' };
  const account = postgresAccount();
  if (account === undefined) return { missing: 'PostgreSQL does not run as root, and there is no user postgres' };

  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  if ('uid' in account) chownSync(folder, account.uid, account.gid);
  const options = { ...account, cwd: folder };
  execFileSync(initdb, ['-D', 'data', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { ...options, stdio: 'pipe' });
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'].flatMap((setting) => ['-c', setting]);
  const { executable, args } = place({ executable: postgres, args: ['-D', 'data', '-p', String(port), ...settings] });
  const server = spawn(executable, args, options);
  // the fast shutdown of PostgreSQL: SIGTERM would wait for its clients
  const stop = stopper(server, 'SIGINT', folder);
  await untilReady(server, /ready to accept connections/, stop);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** An empty Redis on a free port of 127.0.0.1 that keeps nothing on disk. @throws {Error} it is there and does not start */
export async function startRedis(): Promise<DatabaseServer | MissingDatabase> {
  const binary = findInPath('redis-server');
  if (binary === undefined) return { missing: 'redis-server is not installed' };
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
  const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]);
  const stop = stopper(server, 'SIGTERM', folder);
  await untilReady(server, /ready to accept connections/i, stop);
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function findPostgresBinary(name: string): string | undefined {
  return findInPath(name) ?? listPostgresVersions().map((version) => path.join(postgresFolder, version, 'bin', name)).find(isExecutable);
}

function listPostgresVersions(): string[] {
  try {
    return readdirSync(postgresFolder);
  } catch {
    return [];
  }
}

function findInPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

type Account = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** Whom PostgreSQL runs as: it refuses root. */
function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: idOfPostgres('-u'), gid: idOfPostgres('-g') };
  } catch {
    return undefined;
  }
}

function idOfPostgres(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

function stopper(server: ChildProcess, signal: NodeJS.Signals, folder: string): () => Promise<void> {
  const closed = once(server, 'close');
  const killNow = (): void => void server.kill('SIGKILL');
  // a test run that is broken off leaves no server behind
  process.once('exit', killNow);
  return async () => {
    server.kill(signal);
    await closed;
    process.off('exit', killNow);
    rmSync(folder, { recursive: true, force: true });
  };
}

async function untilReady(server: ChildProcess, ready: RegExp, stop: () => Promise<void>): Promise<void> {
  let output = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready within ${startTimeoutMs} ms`)), startTimeoutMs);
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = (chunk: Buffer): void => {
        output += chunk.toString();
        if (ready.test(output)) settle();
      };
      server.stdout?.on('data', look);
      server.stderr?.on('data', look);
      server.once('exit', (code) => settle(new Error(`ended with code ${code}`)));
      server.once('error', settle);
    });
  } catch (error) {
    await stop();
    throw new Error(`${server.spawnfile}: ${String(error)}\n${output}`, { cause: error });
  }
}
