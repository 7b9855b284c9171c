/** What workers say with a task's token: it succeeded, it failed, it is being worked on (API reference). */
import { JsonSyntaxError } from '../../base/json.ts';
import { CAUSE_LENGTH_MAX, ERROR_LENGTH_MAX, STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import type { Operation } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { Engine } from '../../engine/engine.ts';
import type { WorkerInput } from '../../engine/engine-options.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { invalidOutput, invalidToken, taskDoesNotExist, taskTimedOut } from './errors.ts';
import type { TaskTokens, TokenSubject } from './task-tokens.ts';

export interface CallbackDeps {
  readonly tokens: TaskTokens;
  readonly executions: ExecutionStore;
  readonly engine: Engine;
}

interface TokenInput {
  readonly taskToken: string;
}

interface FailureInput extends TokenInput {
  readonly error?: string;
  readonly cause?: string;
}

const taskToken: Shape = { type: 'string', required: true, min: 1, max: 2048 };

/** AWS knows no resource for these actions (service authorization reference). */
const permissions = (action: string) => () => [{ action, resource: '*' }];

export function callbackOperations({ tokens, executions, engine }: CallbackDeps): Readonly<Record<string, Operation>> {
  /** @throws InvalidToken */
  function subjectOf(input: TokenInput): TokenSubject {
    const subject = tokens.read(input.taskToken);
    if (subject === undefined) throw invalidToken();
    return subject;
  }

  /** @throws TaskDoesNotExist, TaskTimedOut */
  async function tell({ executionArn, startMs }: TokenSubject, input: WorkerInput): Promise<object> {
    const row = await executions.find(executionArn);
    if (row?.startMs !== startMs) throw taskDoesNotExist();
    if (!(await engine.callBack(executionArn, input))) throw taskTimedOut();
    return {};
  }

  const sendTaskSuccess: Operation<TokenInput & { output: string }> = {
    input: {
      type: 'structure',
      members: { taskToken, output: { type: 'string', required: true, max: STATE_DATA_BYTES_MAX } },
    },
    permissions: permissions('states:SendTaskSuccess'),
    async run(input) {
      const subject = subjectOf(input);
      const { effectId } = subject;
      return tell(subject, { type: 'succeeded', effectId, output: parseOutput(input.output), byToken: true });
    },
  };

  const sendTaskFailure: Operation<FailureInput> = {
    input: {
      type: 'structure',
      members: {
        taskToken,
        error: { type: 'string', max: ERROR_LENGTH_MAX },
        cause: { type: 'string', max: CAUSE_LENGTH_MAX },
      },
    },
    permissions: permissions('states:SendTaskFailure'),
    async run(input) {
      const subject = subjectOf(input);
      const { error, cause } = input;
      return tell(subject, {
        type: 'failed',
        effectId: subject.effectId,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        byToken: true,
      });
    },
  };

  const sendTaskHeartbeat: Operation<TokenInput> = {
    input: { type: 'structure', members: { taskToken } },
    permissions: permissions('states:SendTaskHeartbeat'),
    async run(input) {
      const subject = subjectOf(input);
      return tell(subject, { type: 'heartbeat', effectId: subject.effectId });
    },
  };

  return {
    SendTaskSuccess: sendTaskSuccess,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
  };
}

/** @throws InvalidOutput */
function parseOutput(output: string): Payload {
  try {
    return Payload.parse(output);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalidOutput(error.message);
    throw error;
  }
}
