/** Where traces go, from the environment variables that OpenTelemetry has for it. */

type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the variables, in one line. */
export class TracesEnvironmentError extends Error {}

/**
 * Undefined when nobody wants traces.
 * @throws TracesEnvironmentError
 */
export function tracesUrlOf(environment: Environment): string | undefined {
  const own = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const shared = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const url = own || (shared && `${shared.replace(/\/+$/, '')}/v1/traces`);
  if (!url || environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const protocol = environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || environment['OTEL_EXPORTER_OTLP_PROTOCOL'];
  if (protocol === 'grpc') {
    throw new TracesEnvironmentError('traces go over HTTP; give the port of the receiver for that, 4318 by convention');
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new TracesEnvironmentError(
      `"${url}" is no address to send traces to; give one such as http://localhost:4318`,
    );
  }
  return url;
}
