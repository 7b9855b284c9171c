import { expect, test } from 'vitest';
import { SigningKeys } from './signing-keys.ts';
import { signingKey } from './sigv4.ts';

const scope = { date: '20260101', region: 'us-east-1', service: 'states' };

test('a remembered key is the one of its secret, day, region and service', () => {
  const keys = new SigningKeys();
  const scopes = [scope, { ...scope, date: '20260102' }, { ...scope, region: 'eu' }, { ...scope, service: 'logs' }];
  for (let round = 0; round < 2; round++) {
    for (const each of scopes) {
      for (const secret of ['a', 'b']) expect(keys.of(secret, each)).toEqual(signingKey(secret, each));
    }
  }
});

test('more keys than are remembered are right all the same', () => {
  const keys = new SigningKeys();
  for (let i = 0; i < 1100; i++) keys.of(`secret ${i}`, scope);
  for (const i of [0, 999, 1000, 1099]) expect(keys.of(`secret ${i}`, scope)).toEqual(signingKey(`secret ${i}`, scope));
});
