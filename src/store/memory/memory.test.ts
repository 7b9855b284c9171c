import { describe } from 'vitest';
import { storeContract } from '../store.contract.ts';
import { openMemoryStore } from './index.ts';

describe('the store in memory', () => storeContract(async () => openMemoryStore()));
