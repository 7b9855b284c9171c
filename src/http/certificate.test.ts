import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIRST_CERTIFICATE, SECOND_CERTIFICATE } from '../../tests/support/certificates.ts';
import { CertificateError, readCertificate } from './certificate.ts';

const { certFile, keyFile, cert, key } = FIRST_CERTIFICATE;

test('a certificate is read with its key', async () => {
  expect(await readCertificate({ certFile, keyFile })).toEqual({ cert, key });
});

test('what is no certificate, no key, or not the key of it, is said to be so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-certificate-'));
  const other = join(folder, 'other.pem');
  await writeFile(other, 'hello\n');
  const refusals = [
    [{ certFile: join(folder, 'none.pem'), keyFile }, /none\.pem/],
    [{ certFile: other, keyFile }, /other\.pem" is not a certificate/],
    [{ certFile, keyFile: other }, /other\.pem" is not the key of the certificate/],
    [{ certFile, keyFile: SECOND_CERTIFICATE.keyFile }, /second-key\.pem" is not the key of the certificate/],
  ] as const;
  for (const [files, message] of refusals) {
    await expect(readCertificate(files)).rejects.toThrow(CertificateError);
    await expect(readCertificate(files)).rejects.toThrow(message);
  }
  await rm(folder, { recursive: true });
});
