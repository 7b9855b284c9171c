/** ListOperations: which operations of which services this server has, and which it knows only to refuse them by name. */
import type { Operation, Service } from '../../base/service.ts';

export interface OperationListDeps {
  /** All of them, this one included. */
  readonly services: readonly Service[];
}

export function operationListOperations({ services }: OperationListDeps): Readonly<Record<string, Operation>> {
  const listOperations: Operation<{ readonly service?: string }> = {
    input: { type: 'structure', members: { service: { type: 'string', min: 1 } } },
    permissions: () => [{ action: 'stepwell:ListOperations', resource: '*' }],
    async run({ service: wanted }) {
      const chosen = services.filter(({ name }) => wanted === undefined || name === wanted);
      const operations = chosen.flatMap(({ name: service, operations: table }) =>
        Object.entries(table).map(([name, { unsupported = false }]) => ({ service, name, supported: !unsupported })),
      );
      return { operations };
    },
  };
  return { ListOperations: listOperations };
}
