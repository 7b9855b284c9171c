/** What every `ObjectStore` does. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import type { ObjectStore } from './object-store.ts';
import type { Store } from './store.ts';

export function objectStoreContract(open: () => Promise<Store>): void {
  let store: Store;
  let objects: ObjectStore;

  beforeEach(async () => {
    store = await open();
    objects = store.objects;
  });
  afterEach(() => store.close());

  const get = async (key: string) => {
    const bytes = await objects.get(key);
    return bytes === undefined ? undefined : [...bytes];
  };

  it('gives back the bytes that were put', async () => {
    await objects.put('sha256-0_a.zip', Uint8Array.of(0, 255, 10));
    await objects.put('empty', new Uint8Array());
    expect(await get('sha256-0_a.zip')).toStrictEqual([0, 255, 10]);
    expect(await get('empty')).toStrictEqual([]);
  });

  it('gives nothing for an unknown key', async () => {
    expect(await get('unknown')).toBeUndefined();
  });

  it('takes the same object again, also at the same time', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    await Promise.all([objects.put('k', bytes), objects.put('k', bytes)]);
    await objects.put('k', bytes);
    expect(await get('k')).toStrictEqual([1, 2, 3]);
  });

  it('keeps a copy of the bytes', async () => {
    const bytes = Uint8Array.of(1);
    await objects.put('k', bytes);
    bytes[0] = 2;
    expect(await get('k')).toStrictEqual([1]);
  });

  it('forgets a deleted object; deleting an unknown one is fine', async () => {
    await objects.put('k', Uint8Array.of(1));
    await objects.delete('k');
    await objects.delete('k');
    expect(await get('k')).toBeUndefined();
  });

  it.each(['', '.', '..', '.hidden', '../k', 'a/b', 'a~b', 'a b', 'é', 'a\0'])('refuses the key "%s"', async (key) => {
    await expect(objects.put(key, new Uint8Array())).rejects.toThrow(Defect);
    await expect(objects.get(key)).rejects.toThrow(Defect);
    await expect(objects.delete(key)).rejects.toThrow(Defect);
  });
}
