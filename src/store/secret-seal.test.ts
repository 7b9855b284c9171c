import { expect, test } from 'vitest';
import { InstallationKey } from './installation-key.ts';
import { SealBrokenError, SecretSeal } from './secret-seal.ts';

const key = InstallationKey.generate();
const seal = new SecretSeal(key);

test.each(['', 'pässword', 'Grüße 🙂', 'x'.repeat(100_000)])(
  'a sealed secret opens again where it belongs: %.20s',
  (secret) => {
    const sealed = seal.seal(secret, 'connection 1');
    expect(new SecretSeal(key).unseal(sealed, 'connection 1')).toBe(secret);
  },
);

test('a sealed secret does not show itself, and looks different each time', () => {
  const sealed = seal.seal('pässword', 'connection 1');
  expect(Buffer.from(sealed, 'base64').includes('pässword')).toBe(false);
  expect(seal.seal('pässword', 'connection 1')).not.toBe(sealed);
});

test('a sealed secret opens with its own key and in its own place only', () => {
  const sealed = seal.seal('secret', 'here');
  expect(() => seal.unseal(sealed, 'there')).toThrow(SealBrokenError);
  expect(() => new SecretSeal(InstallationKey.generate()).unseal(sealed, 'here')).toThrow(SealBrokenError);
});

test('what was changed, cut or never sealed does not open', () => {
  const bytes = Buffer.from(seal.seal('secret', 'here'), 'base64');
  for (let i = 0; i < bytes.length; i++) {
    bytes[i]! ^= 1;
    expect(() => seal.unseal(bytes.toString('base64'), 'here')).toThrow(SealBrokenError);
    bytes[i]! ^= 1;
    expect(() => seal.unseal(bytes.subarray(0, i).toString('base64'), 'here')).toThrow(SealBrokenError);
  }
  expect(seal.unseal(bytes.toString('base64'), 'here')).toBe('secret');
});
