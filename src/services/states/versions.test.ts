import { expect, test } from 'vitest';
import { type MachineData, NOTHING_PUBLISHED } from './machine-store.ts';
import { withPublished } from './versions.ts';

const machine: MachineData = { arn: 'arn', type: 'STANDARD', revision: 'r0', tags: [], ...NOTHING_PUBLISHED };

test('a machine has a thousand versions at most', () => {
  let data = machine;
  for (let i = 1; i <= 1000; i++) data = withPublished({ ...data, revision: `r${i}` }, { createdMs: i });
  expect(data.versions.at(-1)).toEqual({ number: 1000, revision: 'r1000', createdMs: 1000 });
  expect(withPublished(data, { createdMs: 1001 })).toBe(data);
  expect(() => withPublished({ ...data, revision: 'r1001' }, { createdMs: 1001 })).toThrow(
    expect.objectContaining({ code: 'ServiceQuotaExceededException' }),
  );
  const fewer = { ...data, revision: 'r1001', versions: data.versions.slice(1) };
  expect(withPublished(fewer, { createdMs: 1001 }).versions.at(-1)?.number).toBe(1001);
});
