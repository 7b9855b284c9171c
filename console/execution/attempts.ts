/** The calls a task made: when each was asked for, when it began and ended, with what and to what end. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { functionNameOf } from '../app/paths.ts';

export interface Attempt {
  /** The id of its Scheduled event. */
  readonly id: number;
  readonly scheduledMs: number;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** `arn:aws:lambda:...`, `lambda invoke` */
  readonly resource: string;
  readonly parameters: string | undefined;
  readonly result: string | undefined;
  readonly error: string | undefined;
}

/** @returns the attempts with what the event tells about the last one, or with a new one */
export function changeAttempts(attempts: readonly Attempt[], event: HistoryEvent): readonly Attempt[] {
  const type = event.type ?? '';
  const atMs = event.timestamp?.getTime() ?? 0;
  const scheduled = scheduledCall(event);
  if (scheduled !== undefined) {
    const open = { startedMs: undefined, endedMs: undefined, result: undefined, error: undefined };
    return [...attempts, { id: event.id ?? 0, scheduledMs: atMs, ...scheduled, ...open }];
  }
  const last = attempts.at(-1);
  if (last === undefined || last.endedMs !== undefined) return attempts;
  const others = attempts.slice(0, -1);
  if (/^(LambdaFunction|Task|Activity)Started$/.test(type)) return [...others, { ...last, startedMs: atMs }];
  if (/^(LambdaFunction|Task|Activity)Succeeded$/.test(type)) {
    return [...others, { ...last, endedMs: atMs, result: resultOf(event) }];
  }
  if (!/^(LambdaFunction|Task|Activity)\w*(Failed|TimedOut)$|StateAborted$/.test(type)) return attempts;
  return [...others, { ...last, endedMs: atMs, error: errorOf(event) ?? type }];
}

function scheduledCall(event: HistoryEvent): Pick<Attempt, 'resource' | 'parameters'> | undefined {
  const direct = event.lambdaFunctionScheduledEventDetails ?? event.activityScheduledEventDetails;
  if (direct !== undefined) return { resource: direct.resource ?? '', parameters: direct.input };
  const task = event.taskScheduledEventDetails;
  return task && { resource: `${task.resourceType} ${task.resource}`, parameters: task.parameters };
}

function resultOf(event: HistoryEvent): string | undefined {
  const { lambdaFunctionSucceededEventDetails, taskSucceededEventDetails, activitySucceededEventDetails } = event;
  return (lambdaFunctionSucceededEventDetails ?? taskSucceededEventDetails ?? activitySucceededEventDetails)?.output;
}

function errorOf(event: HistoryEvent): string | undefined {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as
    | { readonly error?: string }
    | undefined;
  return details?.error;
}

/** The function of a direct call, or of `lambda:invoke`, whose parameters name it. */
export function functionOf(event: HistoryEvent): string | undefined {
  const resource = event.lambdaFunctionScheduledEventDetails?.resource;
  if (resource !== undefined) return functionNameOf(resource);
  const task = event.taskScheduledEventDetails;
  if (task?.resourceType !== 'lambda') return undefined;
  const { FunctionName } = JSON.parse(task.parameters ?? '{}') as { readonly FunctionName?: string };
  return FunctionName === undefined ? undefined : (functionNameOf(FunctionName) ?? FunctionName);
}
