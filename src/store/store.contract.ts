/** What every `Store` does: the contracts of its parts, and its settings. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executionIndexContract } from './execution-index.contract.ts';
import { executionQueriesContract } from './execution-queries.contract.ts';
import { executionStoreContract } from './execution-store.contract.ts';
import { logDeliveriesContract } from './log-deliveries.contract.ts';
import { logStoreContract } from './log-store.contract.ts';
import { objectStoreContract } from './object-store.contract.ts';
import { resourceStoreContract } from './resource-store.contract.ts';
import type { Store } from './store.ts';

/** @param open opens a new, empty store */
export function storeContract(open: () => Promise<Store>): void {
  describe('executions', () => executionStoreContract(open));
  describe('queries for executions', () => executionQueriesContract(open));
  describe('a log delivery', () => logDeliveriesContract(open));
  describe('resources', () => resourceStoreContract(open));
  describe('objects', () => objectStoreContract(open));
  describe('logs', () => logStoreContract(open));
  describe('the index of executions', () => executionIndexContract(open));

  describe('settings', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('keep the first value', async () => {
      expect(await store.setting('key', 'first')).toBe('first');
      expect(await store.setting('key', 'second')).toBe('first');
      expect(await store.setting('other', 'second')).toBe('second');
    });

    it('agree on one value when several are offered at once', async () => {
      const kept = await Promise.all(['a', 'b', 'c'].map((value) => store.setting('key', value)));
      expect(new Set(kept).size).toBe(1);
    });
  });
}
