import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PersistentList } from './persistent-list.ts';

test('a list behaves like an array of which every version stays', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3000), fc.option(fc.nat(), { nil: undefined })), { maxLength: 60 }),
      (writes) => {
        let list = PersistentList.of<number>([]);
        const model: (number | undefined)[] = [];
        const versions: [PersistentList<number>, (number | undefined)[]][] = [];
        for (const [index, value] of writes) {
          list = list.set(index, value);
          model[index] = value;
          versions.push([list, model.slice()]);
        }
        for (const [version, expected] of versions) {
          expect(version.length).toBe(expected.length);
          for (const [index] of writes) expect(version.get(index)).toBe(expected[index]);
          expect([...version]).toEqual(expected.filter((item) => item !== undefined));
        }
      },
    ),
  );
});
