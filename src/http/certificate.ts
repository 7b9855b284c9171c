/** The certificate of the server and its key, as files that whoever renews them replaces. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

export interface CertificateFiles {
  /** PEM: the certificate, and those that lead to its authority. */
  readonly certFile: string;
  /** PEM */
  readonly keyFile: string;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What is wrong with the files, in one line. */
export class CertificateError extends Error {}

/** @throws CertificateError */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([readText(certFile), readText(keyFile)]);
  check(`"${certFile}" is not a certificate in PEM form`, () => new X509Certificate(cert));
  check(`"${keyFile}" is not the key of the certificate "${certFile}"`, () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CertificateError((error as Error).message);
  }
}

function check(fault: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw new CertificateError(`${fault} (${(error as Error).message})`);
  }
}
