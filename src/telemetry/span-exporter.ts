/**
 * Sends executions to an OTLP receiver as traces, through OpenTelemetry's own libraries. They are no dependencies of Stepwell but
 * loaded when traces are wanted: whoever wants them installs them.
 */
import { createHash } from 'node:crypto';
import type { Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { StateSpan } from './execution-spans.ts';

export interface TracedExecution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: string;
  /** ARN of the execution whose task started it. */
  readonly parentArn?: string;
  readonly states: readonly StateSpan[];
}

export interface SpanExporter {
  /** Rejects when the receiver did not take it. */
  send(execution: TracedExecution): Promise<void>;
  close(): Promise<void>;
}

/** What is missing, and how it is installed, in one line. */
export class TracesUnavailableError extends Error {}

const PACKAGES = ['api', 'exporter-trace-otlp-http', 'resources', 'sdk-trace-base'].map(
  (name) => `@opentelemetry/${name}`,
);
/** Receivers bound the size of a request. */
const SPANS_PER_REQUEST_MAX = 500;

/**
 * @param url where traces are posted as JSON: `http://localhost:4318/v1/traces`; headers and time limits come from the environment
 *   variables of OpenTelemetry
 * @throws TracesUnavailableError
 */
export async function openSpanExporter(url: string): Promise<SpanExporter> {
  const { api, sdk, resources, exporters } = await loadOpenTelemetry();
  const exporter = new exporters.OTLPTraceExporter({ url });
  const given = resources.detectResources({ detectors: [resources.envDetector] });
  const named = resources.resourceFromAttributes({ 'service.name': process.env['OTEL_SERVICE_NAME'] ?? 'stepwell' });
  let ended: ReadableSpan[] = [];
  // Spans are begun one after the other, each after its id was put here.
  let nextIds = { traceId: '', spanId: '' };
  const provider = new sdk.BasicTracerProvider({
    resource: named.merge(given),
    idGenerator: { generateTraceId: () => nextIds.traceId, generateSpanId: () => nextIds.spanId },
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const tracer = provider.getTracer('stepwell');

  function record(execution: TracedExecution): void {
    const { arn, machineArn, machineName, startMs, endMs, status, parentArn, states } = execution;
    const traceId = traceIdOf(arn);
    nextIds = { traceId, spanId: spanIdOf(arn, 0) };
    const root = tracer.startSpan(machineName, {
      root: true,
      startTime: startMs,
      links: parentArn === undefined ? [] : [linkTo(parentArn)],
      attributes: {
        'aws.step_functions.state_machine.arn': machineArn,
        'stepwell.execution.arn': arn,
        'stepwell.execution.status': status,
      },
    });
    if (status !== 'SUCCEEDED') root.setStatus({ code: api.SpanStatusCode.ERROR, message: status });
    for (const state of states) {
      nextIds = { traceId, spanId: spanIdOf(arn, state.eventId) };
      const parent = api.trace.setSpanContext(api.ROOT_CONTEXT, contextOf(arn, state.parentId));
      const span = tracer.startSpan(
        state.name,
        {
          startTime: state.startMs,
          links: state.children.map(linkTo),
          attributes: {
            'stepwell.state.type': state.stateType,
            ...(state.index !== undefined && { 'stepwell.map.index': state.index }),
          },
        },
        parent,
      );
      for (const { atMs, error, cause = '' } of state.failures) {
        span.addEvent('exception', { 'exception.type': error, 'exception.message': cause }, atMs);
      }
      const error = state.failures.at(-1)?.error;
      if (!state.isLeft && error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
      span.end(state.endMs);
    }
    root.end(endMs);
  }

  return {
    async send(execution) {
      ended = [];
      record(execution);
      const spans = ended;
      for (let i = 0; i < spans.length; i += SPANS_PER_REQUEST_MAX) {
        await new Promise<void>((resolve, reject) => {
          exporter.export(spans.slice(i, i + SPANS_PER_REQUEST_MAX), ({ code, error }) =>
            code === 0 ? resolve() : reject(error ?? new Error(`the traces were not taken by ${url}`)),
          );
        });
      }
    },
    close: () => exporter.shutdown(),
  };

  function contextOf(arn: string, eventId: number): SpanContext {
    return { traceId: traceIdOf(arn), spanId: spanIdOf(arn, eventId), traceFlags: api.TraceFlags.SAMPLED };
  }

  function linkTo(arn: string): Link {
    return { context: contextOf(arn, 0) };
  }
}

/** Ids follow from the ARN, so that executions can point at each other whoever of them is sent first. */
function traceIdOf(arn: string): string {
  return createHash('sha256').update(`trace ${arn}`).digest('hex').slice(0, 32);
}

function spanIdOf(arn: string, eventId: number): string {
  return createHash('sha256').update(`span ${eventId} ${arn}`).digest('hex').slice(0, 16);
}

async function loadOpenTelemetry() {
  try {
    const [api, sdk, resources, exporters] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { api, sdk, resources, exporters };
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0];
    throw new TracesUnavailableError(`traces need OpenTelemetry: npm install ${PACKAGES.join(' ')} (${reason})`);
  }
}
