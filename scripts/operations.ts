/**
 * `npx tsx scripts/operations.ts`: writes the table of operations into the README, as a server of this code lists them. A test
 * fails while the README has another.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { startStepwell } from '../src/app.ts';
import { operationTable, withOperationTable } from './operation-table.ts';

const readme = new URL('../README.md', import.meta.url);
const stepwell = await startStepwell({ port: 0 });
try {
  const table = await operationTable(stepwell.url);
  writeFileSync(readme, withOperationTable(readFileSync(readme, 'utf8'), table));
} finally {
  await stepwell.close({ drainTimeoutMs: 0 });
}
