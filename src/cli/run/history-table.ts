/**
 * An execution's history as the table of the Step Functions console: ID, Type, Step, Resource, Elapsed time, Timestamp. Rows
 * can be had one by one, as the events happen.
 */
import type { HistoryEvent } from '../aws/operations.ts';
import { style } from '../terminal/style.ts';
import { type Column, Table } from '../terminal/table.ts';
import { StepNames } from './step-names.ts';

/** Names that will fill columns, so that rows printed early are as wide as later ones. */
export interface ExpectedNames {
  readonly steps: readonly string[];
  readonly resources: readonly string[];
}

const USUAL_TYPE_WIDTH = 'LambdaFunctionScheduled'.length;
const TYPE_COLUMN = 1;

export class HistoryTable {
  readonly #table: Table;
  readonly #steps = new StepNames();
  readonly #resources = new Map<number, string>();
  #startSeconds: number | undefined;

  constructor({ steps, resources }: ExpectedNames) {
    const columns: readonly Column[] = [
      { heading: 'ID', align: 'right' },
      { heading: 'Type', width: USUAL_TYPE_WIDTH },
      { heading: 'Step', width: longest(steps) },
      { heading: 'Resource', width: longest(resources) },
      { heading: 'Elapsed time (ms)', align: 'right' },
      { heading: 'Timestamp', width: timestampText(new Date(0)).length },
    ];
    this.#table = new Table(columns);
  }

  /** Two lines. */
  heading(): string {
    return `${style('bold', this.#table.heading())}\n${this.#table.rule()}`;
  }

  /** @param event each one once, in order of id */
  row(event: HistoryEvent): string {
    this.#startSeconds ??= event.timestamp;
    const resource = resourceOf(event) ?? this.#resources.get(event.previousEventId ?? 0) ?? '-';
    this.#resources.set(event.id, resource);
    const cells = [
      String(event.id),
      event.type,
      this.#steps.stepOf(event),
      isTaskEvent(event.type) ? resource : '-',
      String(Math.round((event.timestamp - this.#startSeconds) * 1000)),
      timestampText(new Date(Math.round(event.timestamp * 1000))),
    ];
    return this.#table.row(cells, (cell, column) => (column === TYPE_COLUMN ? styledType(cell) : cell));
  }
}

function resourceOf(event: HistoryEvent): string | undefined {
  const { taskScheduledEventDetails: task } = event;
  if (task !== undefined) return `${task.resourceType}:${task.resource}`;
  const scheduled = event.lambdaFunctionScheduledEventDetails ?? event.activityScheduledEventDetails;
  return scheduled?.resource.split(':').at(-1);
}

function isTaskEvent(type: string): boolean {
  return /^(LambdaFunction|Activity|Task)/.test(type) && !type.startsWith('TaskState');
}

function styledType(type: string): string {
  if (/(Failed|TimedOut|Aborted)$/.test(type.trimEnd())) return style('red', type);
  return type.startsWith('ExecutionSucceeded') ? style('green', type) : type;
}

/** `Aug 16, 2018 01:21:39.515 PM`, in local time. */
function timestampText(timestamp: Date): string {
  const date = timestamp.toLocaleDateString('en-US', { month: 'short', day: '2-digit', year: 'numeric' });
  const time = timestamp.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const [clock, half] = time.split(/\s/);
  return `${date} ${clock}.${String(timestamp.getMilliseconds()).padStart(3, '0')} ${half}`;
}

function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}
