import { expect, test } from 'vitest';
import { tracesUrlOf } from './traces-url.ts';

test.each([
  [{}, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, 'http://localhost:4318/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com/base/' }, 'https://otel.example.com/base/v1/traces'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b:4318/traces' },
    'http://b:4318/traces',
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
])('the environment %j sends traces to %s', (environment, url) => {
  expect(tracesUrlOf(environment)).toBe(url);
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'is no address'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, '4318'],
])('the environment %j is refused', (environment, message) => {
  expect(() => tracesUrlOf(environment)).toThrow(message);
});
