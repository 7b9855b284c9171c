/** The engine's effect port: finds the integration for a Resource and lets it act as the task's role. */
import { parseResource } from '../asl/resource.ts';
import type { Random } from '../base/random.ts';
import type { Authorizer, Call, Dispatch } from '../base/service.ts';
import type { EffectPort, TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import { failing } from './failure.ts';
import type { Integration } from './integration.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';

export interface IntegrationDeps {
  readonly dispatch: Dispatch;
  readonly authorizer: Authorizer;
  readonly random: Random;
}

const STATES_PRINCIPAL = 'states.amazonaws.com';

export function createEffectPort({ dispatch, authorizer, random }: IntegrationDeps): EffectPort {
  /** By kind of resource, or by the ARN of an optimised integration. */
  const integrations: Readonly<Record<string, Integration>> = {
    'lambda-function': lambdaFunction(dispatch),
    'arn:aws:states:::lambda:invoke': lambdaInvoke(dispatch),
  };

  function integrationFor(resource: string): Integration | undefined {
    return integrations[resource] ?? integrations[parseResource(resource)?.type ?? ''];
  }

  /** What the task fails with before its integration is asked. */
  function refusal({ resource, roleArn, machineArn }: TaskRequest): TaskOutcome | undefined {
    if (integrationFor(resource) === undefined) {
      return failed('Stepwell.NotSupported', `Stepwell does not support the resource '${resource}' yet.`);
    }
    const denial = authorizer.assumeDenial(roleArn, STATES_PRINCIPAL, machineArn);
    // GUESS: what AWS says of a role that lost its trust while an execution runs is not recorded.
    return denial === undefined
      ? undefined
      : failed('States.Permissions', `Step Functions cannot assume the role ${roleArn}: ${denial}`);
  }

  function callOf({ roleArn, account, region }: TaskRequest): Call {
    const principal = authorizer.assumedRole(roleArn, random.seed());
    return { principal, account, region, requestId: random.uuid() };
  }

  return {
    tryPrepare(request) {
      const refused = refusal(request);
      if (refused !== undefined) return failing(refused);
      return integrationFor(request.resource)?.tryPrepare(request, callOf(request));
    },
    async prepare(request, signal) {
      const refused = refusal(request);
      const integration = integrationFor(request.resource);
      if (refused !== undefined || integration === undefined) return failing(refused as TaskOutcome);
      return integration.prepare(request, callOf(request), signal);
    },
    unknownOutcome: (resource) => integrationFor(resource)?.unknownOutcome ?? UNKNOWN,
  };
}

const UNKNOWN = {
  error: 'States.TaskFailed',
  cause: 'Stepwell was stopped while the task was being done, so that nobody knows whether it was.',
};

function failed(error: string, cause: string): TaskOutcome {
  return { type: 'failed', error, cause };
}
