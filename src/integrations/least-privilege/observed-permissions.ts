/** What executions needed to be allowed, as their histories show it: every task with the parameters it ran with. */
import { isJsonObject, type JsonObject, parseJson } from '../../base/json.ts';
import { byRole, type RolePermissions } from './definition-permissions.ts';
import { type MachinePlace, taskPermissions } from './task-permissions.ts';

interface TaskCredentials {
  readonly roleArn?: string;
}

/** As GetExecutionHistory answers them. */
export interface ScheduledEvent {
  readonly lambdaFunctionScheduledEventDetails?: {
    readonly resource: string;
    readonly taskCredentials?: TaskCredentials;
  };
  readonly taskScheduledEventDetails?: {
    readonly resourceType: string;
    readonly resource: string;
    /** JSON text. */
    readonly parameters?: string;
    readonly taskCredentials?: TaskCredentials;
  };
}

export function observedPermissions(events: Iterable<ScheduledEvent>, place: MachinePlace): readonly RolePermissions[] {
  return byRole([...events].flatMap((event) => permissionsOf(event, place)));
}

function permissionsOf(event: ScheduledEvent, place: MachinePlace) {
  const { lambdaFunctionScheduledEventDetails: lambda, taskScheduledEventDetails: task } = event;
  const scheduled = lambda ?? task;
  if (scheduled === undefined) return [];
  const resource = task === undefined ? scheduled.resource : `arn:aws:states:::${task.resourceType}:${task.resource}`;
  const needed = taskPermissions({ ...place, resource, parameters: parametersOf(task?.parameters) }) ?? [];
  const roleArn = scheduled.taskCredentials?.roleArn;
  if (roleArn === undefined) return needed;
  return [{ action: 'sts:AssumeRole', resource: roleArn }, ...needed.map((one) => ({ ...one, roleArn }))];
}

function parametersOf(text: string | undefined): JsonObject {
  const value = text === undefined ? undefined : parseJson(text);
  return isJsonObject(value) ? value : {};
}
