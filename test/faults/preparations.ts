/** What a row needs before its app starts: certificates, and disks and names that only that app sees. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { createCertificates } from '../collector/certificates.js';
import type { Identity } from '../support/faulty-collector.js';
import { spoolOf } from './life.js';

export interface Prepared {
  /** Why the row cannot be played here. */
  readonly missing?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the app as the command behind it. */
  readonly wrapper?: readonly string[];
  /** As whom the collector speaks TLS, at first and once it is healed. */
  readonly identity?: Identity;
  readonly healedIdentity?: Identity;
  /** The name by which the app knows the collector, and the file that says what it means. */
  readonly host?: string;
  readonly hostsFile?: string;
}

/** The app trusts the one authority, the collector is at first known by another. */
export function twoIdentities(folder: string): Prepared {
  const [right, wrong] = ['right', 'wrong'].map((name) => {
    const own = path.join(folder, name);
    mkdirSync(own);
    return createCertificates(own);
  });
  if (right === undefined || wrong === undefined) return { missing: 'openssl 3 is needed' };
  const identity = ({ server }: typeof right): Identity => ({ cert: readFileSync(server.certificate), key: readFileSync(server.key) });
  return { identity: identity(wrong), healedIdentity: identity(right), env: { OTEL_EXPORTER_OTLP_CERTIFICATE: right.authority.certificate } };
}

/** The spool is on a disk of 32 KiB. */
export function smallDisk(folder: string): Prepared {
  return withOwnMounts(mountDisk(folder, 'size=32k,mode=0700'));
}

export function readOnlyDisk(folder: string): Prepared {
  return withOwnMounts(mountDisk(folder, 'ro'));
}

function mountDisk(folder: string, options: string): string {
  mkdirSync(spoolOf(folder), { mode: 0o700 });
  return `mount -t tmpfs -o ${options} tmpfs '${spoolOf(folder)}'`;
}

/** A name that means nothing until it stands in the file of hosts; no server of names can be asked. */
export function ownNames(folder: string): Prepared {
  const hostsFile = path.join(folder, 'hosts');
  const resolverFile = path.join(folder, 'resolv.conf');
  writeFileSync(hostsFile, '127.0.0.1 localhost\n');
  writeFileSync(resolverFile, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  const mounts = withOwnMounts(`mount --bind '${hostsFile}' /etc/hosts && mount --bind '${resolverFile}' /etc/resolv.conf`);
  return { ...mounts, host: 'collector.test', hostsFile };
}

export function giveName({ hostsFile = '', host }: Prepared): void {
  // the same file, for what is mounted is the file and not its path
  writeFileSync(hostsFile, `127.0.0.1 localhost ${host}\n`);
}

function withOwnMounts(mounts: string): Prepared {
  if (!mayMount()) return { missing: 'mounts of its own (`unshare --mount`) need root' };
  return { wrapper: ['unshare', '--mount', 'sh', '-c', `${mounts} && exec "$@"`, 'sh'] };
}

function mayMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
