/** Reads the certificate files of an exporter; one that cannot be used is an error, never ignored. */
import type { SecureContext } from 'node:tls';
import type { GrpcTlsConfigModel, HttpTlsConfigModel } from '@opentelemetry/configuration';
import { DeliveryError } from './delivery-error.js';

type TlsFiles = HttpTlsConfigModel | GrpcTlsConfigModel;

/**
 * @returns undefined when no file is configured
 * @throws DeliveryError naming the file that cannot be used
 */
export function readTlsFiles(files: TlsFiles | undefined): SecureContext | undefined {
  const { ca_file: caFile, cert_file: certificateFile, key_file: keyFile } = files ?? {};
  if (isUnset(caFile) && isUnset(certificateFile) && isUnset(keyFile)) return undefined;
  if (isUnset(certificateFile) !== isUnset(keyFile)) {
    throw new DeliveryError('certificate', 'of the client certificate and its key only one is set; set both or none');
  }
  const tls = process.getBuiltinModule('node:tls');
  const ca = readPem(caFile, 'CA certificate');
  const cert = readPem(certificateFile, 'client certificate');
  const key = readPem(keyFile, 'client key');
  if (ca !== undefined) checkCertificate(ca, caFile);
  if (cert !== undefined) checkCertificate(cert, certificateFile);
  try {
    return tls.createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    throw new DeliveryError('certificate', `the client key ${keyFile} is no key in PEM format, or not the one of ${certificateFile}`, { cause: error });
  }
}

function readPem(file: string | null | undefined, role: string): Buffer | undefined {
  if (isUnset(file)) return undefined;
  try {
    return process.getBuiltinModule('node:fs').readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new DeliveryError('certificate', `the ${role} ${file} cannot be read${code}`, { cause: error });
  }
}

/** A file without a certificate would leave an empty or incomplete list of authorities without a word. */
function checkCertificate(pem: Buffer, file: string | null | undefined): void {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  try {
    void new X509Certificate(pem);
  } catch (error) {
    throw new DeliveryError('certificate', `${file} holds no certificate in PEM format`, { cause: error });
  }
}

function isUnset(file: string | null | undefined): file is null | undefined | '' {
  return file === undefined || file === null || file === '';
}
