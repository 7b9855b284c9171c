/** The engine's effect port: finds the integration for a Resource and lets it act as the task's role. */
import { completionOf, parseResource, type Resource } from '../asl/resource.ts';
import { parseArn } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type Authorizer, type Call, type Dispatch, type Principal, STATES_PRINCIPAL } from '../base/service.ts';
import type { EffectPort, TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import type { ExecutionEnds } from '../engine/execution-ends.ts';
import { type ActivityWorkers, activity } from './activity.ts';
import { awsSdk, type OperationLookup } from './aws-sdk.ts';
import { failing } from './failure.ts';
import type { FindConnection } from './http-invoke/connection.ts';
import { httpInvoke } from './http-invoke/http-invoke.ts';
import { OAuthTokens } from './http-invoke/oauth-tokens.ts';
import { type Integration, submitting } from './integration.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { startExecution, startExecutionAndWait } from './start-execution.ts';

export interface IntegrationDeps {
  readonly dispatch: Dispatch;
  /** The operations of the services, by name: what `aws-sdk` tasks need to know of them. */
  readonly operations: OperationLookup;
  readonly activities: ActivityWorkers;
  readonly ends: ExecutionEnds;
  readonly authorizer: Authorizer;
  readonly random: Random;
  readonly clock: Clock;
  /** The connections of HTTP tasks. */
  readonly findConnection: FindConnection;
  /** Whether HTTP tasks may call `http:` endpoints, too. */
  readonly allowPlainHttp: boolean;
}

const AWS_SDK = 'aws-sdk:';

export function createEffectPort(deps: IntegrationDeps): EffectPort {
  const { dispatch, operations, activities, authorizer, random } = deps;
  const lambdaFunctions = lambdaFunction(dispatch);
  const activityTasks = activity(activities);
  /** By service and action, then by pattern where it makes a difference. */
  const services: ReadonlyMap<string, Integration> = new Map([
    ['lambda:invoke', lambdaInvoke(dispatch)],
    ['http:invoke', httpInvoke({ ...deps, tokens: new OAuthTokens(deps.clock) })],
    ['states:startExecution', startExecution(deps)],
    ['states:startExecution.sync', startExecutionAndWait(deps, false)],
    ['states:startExecution.sync:2', startExecutionAndWait(deps, true)],
  ]);

  function integrationFor(resource: string): Integration | undefined {
    const parsed = parseResource(resource);
    return parsed && integrationOf(parsed);
  }

  function integrationOf(resource: Resource): Integration | undefined {
    if (resource.type === 'lambda-function') return lambdaFunctions;
    if (resource.type === 'activity') return activityTasks;
    const { resourceType, action } = resource;
    if (completionOf(resource) === 'job') return services.get(`${resourceType}:${resource.resource}`);
    const integration = resourceType.startsWith(AWS_SDK)
      ? awsSdk(dispatch, operations, { service: resourceType.slice(AWS_SDK.length), action })
      : services.get(`${resourceType}:${action}`);
    return integration && completionOf(resource) === 'callback' ? submitting(integration) : integration;
  }

  /** Who the task is, or what it fails with before its integration is asked. */
  function callOf(request: TaskRequest): Call | TaskOutcome {
    const { roleArn, credentialsRoleArn, machineArn, executionArn, region, account } = request;
    const denial = authorizer.assumeDenial(roleArn, STATES_PRINCIPAL, machineArn);
    // GUESS: what AWS says of a role that lost its trust while an execution runs is not recorded.
    if (denial !== undefined) {
      return failed('States.Permissions', `Step Functions cannot assume the role ${roleArn}: ${denial.message}`);
    }
    const session = (role: string): Principal => authorizer.assumedRole(role, random.seed());
    const call: Call = { principal: session(roleArn), account, region, requestId: random.uuid(), executionArn };
    if (credentialsRoleArn === undefined) return call;
    const assume = { action: 'sts:AssumeRole', resource: credentialsRoleArn };
    if (authorizer.denial(call.principal, assume, call) !== undefined) {
      const cause = `The role ${roleArn} is not authorized to assume the task state's role, ${credentialsRoleArn}.`;
      return failed('States.TaskFailed', cause);
    }
    const otherAccount = parseArn(credentialsRoleArn)?.account ?? account;
    return { ...call, principal: session(credentialsRoleArn), account: otherAccount };
  }

  return {
    tryPrepare(request) {
      const integration = integrationFor(request.resource);
      if (integration === undefined) return failing(notSupported(request.resource));
      const call = callOf(request);
      return 'type' in call ? failing(call) : integration.tryPrepare(request, call);
    },
    async prepare(request, signal) {
      const integration = integrationFor(request.resource);
      if (integration === undefined) return failing(notSupported(request.resource));
      const call = callOf(request);
      return 'type' in call ? failing(call) : integration.prepare(request, call, signal);
    },
    unknownOutcome(resource) {
      const integration = integrationFor(resource);
      return integration === undefined ? UNKNOWN : integration.unknownOutcome;
    },
    async watch(request, submitted, signal) {
      const jobs = integrationFor(request.resource)?.jobs;
      if (jobs === undefined) return notSupported(request.resource);
      const call = callOf(request);
      return 'type' in call ? call : jobs.watch(request, submitted, call, signal);
    },
    cancel(request, submitted) {
      const call = callOf(request);
      const cancelled = 'type' in call ? undefined : integrationFor(request.resource)?.jobs?.cancel(submitted, call);
      // a job that is gone, or that the role may not stop, goes its own way, as on AWS
      cancelled?.catch(() => undefined);
    },
    activityExists: activities.exists,
  };
}

const UNKNOWN = {
  error: 'States.TaskFailed',
  cause: 'Stepwell was stopped while the task was being done, so that nobody knows whether it was.',
};

function notSupported(resource: string): TaskOutcome {
  const hint = resource.includes(':aws-sdk:s3:')
    ? ' It has S3 when it is started with --object-dir or --endpoint s3=URL.'
    : '';
  return failed('Stepwell.NotSupported', `Stepwell does not support the resource '${resource}' yet.${hint}`);
}

function failed(error: string, cause: string): TaskOutcome {
  return { type: 'failed', error, cause };
}
