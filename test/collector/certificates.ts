/** An authority of our own with a certificate for a collector and one for its clients, made by openssl. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface Certificates {
  readonly authority: CertificateFiles;
  readonly server: CertificateFiles;
  readonly client: CertificateFiles;
}

/** The configuration of the machine's openssl must not matter. */
const configuration = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
[server]
subjectAltName = DNS:localhost, IP:127.0.0.1
[client]
extendedKeyUsage = clientAuth
`;

/** Undefined where openssl is missing, or older than 3. */
export function createCertificates(folder: string): Certificates | undefined {
  const configurationFile = path.join(folder, 'openssl.cnf');
  writeFileSync(configurationFile, configuration);
  const create = (name: keyof Certificates, signer?: CertificateFiles): CertificateFiles => {
    const files = { certificate: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
    const kind = ['-x509', '-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-config', configurationFile, '-extensions', name];
    const signing = signer === undefined ? [] : ['-CA', signer.certificate, '-CAkey', signer.key];
    execFileSync('openssl', ['req', ...kind, ...signing, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.certificate], { stdio: 'ignore' });
    return files;
  };
  try {
    const authority = create('authority');
    return { authority, server: create('server', authority), client: create('client', authority) };
  } catch {
    return undefined;
  }
}
