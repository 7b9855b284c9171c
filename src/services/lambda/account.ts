/** GetAccountSettings: the quotas of an AWS account that has asked for no others, and what is used of them. */
import type { Operation } from '../../base/service.ts';
import { UNZIPPED_BYTES_MAX } from '../../runtimes/code-package.ts';
import { ZIPPED_BYTES_MAX } from './code-source.ts';
import type { FunctionTable } from './function-table.ts';
import { CONCURRENT_EXECUTIONS, unreservedConcurrency } from './reserved-concurrency.ts';
import * as shapes from './shapes.ts';

const TOTAL_CODE_BYTES = 75 * 1024 ** 3;

export function accountOperations({ functions }: { readonly functions: FunctionTable }): Record<string, Operation> {
  return {
    GetAccountSettings: {
      input: shapes.structure({}),
      rest: { method: 'GET', path: '/2016-08-19/account-settings', status: 200 },
      permissions: () => [{ action: 'lambda:GetAccountSettings', resource: '*' }],
      async run(_input, call) {
        const rows = functions.list(call);
        return {
          AccountLimit: {
            TotalCodeSize: TOTAL_CODE_BYTES,
            CodeSizeUnzipped: UNZIPPED_BYTES_MAX,
            CodeSizeZipped: ZIPPED_BYTES_MAX,
            ConcurrentExecutions: CONCURRENT_EXECUTIONS,
            UnreservedConcurrentExecutions: unreservedConcurrency(functions, call),
          },
          AccountUsage: {
            TotalCodeSize: rows
              .flatMap(({ data }) => [data, ...(data.versions ?? [])])
              .reduce((bytes, { code }) => bytes + code.bytes, 0),
            FunctionCount: rows.length,
          },
        };
      },
    },
  };
}
