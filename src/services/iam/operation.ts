/** How the files of this folder declare their operations: input, resource to be allowed on, and code. */
import type { Call, Operation } from '../../base/service.ts';
import type { StructureShape } from '../../base/shape.ts';
import type { IamState } from './entities.ts';

interface IamOperation<In> {
  readonly input: StructureShape;
  /** ARN that `iam:<name>` has to be allowed on. */
  resource(state: IamState, input: In, call: Call): string;
  /** Whether this caller needs no permission for it. */
  isFree?(state: IamState, input: In, call: Call): boolean;
  /** Condition keys of the request. */
  context?(input: In): Readonly<Record<string, string | readonly string[]>>;
  run(state: IamState, input: In, call: Call): Promise<unknown>;
}

/** An operation that waits for its name and the state it works on. */
export type UnboundOperation = (name: string, state: IamState) => Operation;

export function operation<In>({ input: shape, resource, isFree, context, run }: IamOperation<In>): UnboundOperation {
  return (name, state): Operation<In> => ({
    input: shape,
    permissions(input, call) {
      if (isFree?.(state, input, call) === true) return [];
      const keys = context !== undefined && { context: context(input) };
      return [{ action: `iam:${name}`, resource: resource(state, input, call), ...keys }];
    },
    run: (input, call) => run(state, input, call),
  });
}

export function bindOperations(
  operations: Readonly<Record<string, UnboundOperation>>,
  state: IamState,
): Readonly<Record<string, Operation>> {
  return Object.fromEntries(Object.entries(operations).map(([name, unbound]) => [name, unbound(name, state)]));
}
