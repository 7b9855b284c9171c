/** Two self-signed certificates for this machine's loopback names, good for a hundred years; tests alone trust them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fileNamed = (name: string) => fileURLToPath(new URL(`certificates/${name}.pem`, import.meta.url));

const certificateNamed = (name: string) => ({
  certFile: fileNamed(name),
  keyFile: fileNamed(`${name}-key`),
  cert: readFileSync(fileNamed(name), 'utf8'),
  key: readFileSync(fileNamed(`${name}-key`), 'utf8'),
});

export const FIRST_CERTIFICATE = certificateNamed('first');
export const SECOND_CERTIFICATE = certificateNamed('second');
