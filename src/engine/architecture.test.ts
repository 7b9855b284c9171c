/** Invariants 5 and 7: the interpreter is pure, and there is no way into a service but `dispatch`. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { machineOf, RETRY_UNKNOWN, TASK } from '../../tests/support/engine-under-test.ts';
import { advance, type Input, initialState, type Step } from '../asl/advance.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import { Payload } from '../base/payload.ts';

const src = fileURLToPath(new URL('..', import.meta.url));

/** Everything in it reaches for time or randomness when it can. */
const MACHINE = machineOf({
  StartAt: 'Make',
  TimeoutSeconds: 1000,
  States: {
    Make: {
      Type: 'Pass',
      Parameters: { 'id.$': 'States.UUID()', 'n.$': 'States.MathRandom(1, 1000)', 'at.$': '$$.State.EnteredTime' },
      Next: 'Do',
    },
    Do: {
      ...TASK,
      TimeoutSeconds: 60,
      Retry: RETRY_UNKNOWN.map((retrier) => ({ ...retrier, JitterStrategy: 'FULL', IntervalSeconds: 100 })),
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 5, End: true },
  },
});

const IDENTITY = {
  arn: 'arn:aws:states:us-east-1:123456789012:execution:M:e',
  name: 'e',
  roleArn: 'arn:aws:iam::123456789012:role/r',
  machineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M',
  machineName: 'M',
  startMs: 0,
};

const INPUTS: readonly (readonly [number, Input])[] = [
  [0, { type: 'start' }],
  [1, { type: 'started', effectId: '0-0' }],
  [2, { type: 'failed', effectId: '0-0', error: 'Lambda.SdkClientException', cause: '' }],
  [100_002, { type: 'wake' }],
  [100_003, { type: 'started', effectId: '0-1' }],
  [100_004, { type: 'succeeded', effectId: '0-1', output: Payload.ofText('{}') }],
  [200_000, { type: 'wake' }],
];

function run(seed: string): { readonly state: ExecutionState; readonly events: string } {
  let state = initialState(MACHINE, IDENTITY, Payload.ofText('{}'));
  const events: unknown[] = [];
  for (const [nowMs, input] of INPUTS) {
    const before = JSON.stringify([...state.frames]);
    const step = advance(MACHINE, state, input, { nowMs, seed: `${seed}${nowMs}` }) as Step;
    expect(JSON.stringify([...state.frames])).toBe(before);
    events.push(...step.events);
    state = step.state;
  }
  const show = (_: string, value: unknown) => (value instanceof Payload ? value.text : value);
  return { state, events: JSON.stringify(events, show) };
}

describe('the interpreter is pure', () => {
  afterEach(() => vi.restoreAllMocks());

  test('it reads neither a clock nor a random source, and waits for no timer', () => {
    const forbidden = () => {
      throw new Error('the interpreter reached for the world');
    };
    vi.spyOn(Date, 'now').mockImplementation(forbidden);
    vi.spyOn(performance, 'now').mockImplementation(forbidden);
    vi.spyOn(Math, 'random').mockImplementation(forbidden);
    vi.spyOn(crypto, 'randomUUID').mockImplementation(forbidden);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(forbidden);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(forbidden);
    expect(run('a').state.status).toBe('SUCCEEDED');
  });

  test('equal arguments give equal steps; another seed gives others', () => {
    expect(run('a').events).toBe(run('a').events);
    expect(run('b').events).not.toBe(run('a').events);
  });

  test('a doubled input gives no events, no effects and the very same state', () => {
    let state = initialState(MACHINE, IDENTITY, Payload.ofText('{}'));
    for (const [nowMs, input] of INPUTS) {
      state = (advance(MACHINE, state, input, { nowMs, seed: 'a' }) as Step).state;
      const again = advance(MACHINE, state, input, { nowMs, seed: 'b' }) as Step;
      expect(again.events).toEqual([]);
      expect(again.effects).toEqual([]);
      expect(again.state.lastEventId).toBe(state.lastEventId);
    }
  });

  test('nothing it is made of comes from Node, so that it runs in the browser', () => {
    const seen = new Set<string>();
    const outside = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) visit(join(dirname(file), specifier));
        else outside.add(specifier);
      }
    };
    for (const entry of ['advance.ts', 'deadlines.ts', 'parse/parse-definition.ts']) visit(join(src, 'asl', entry));
    expect(seen.size).toBeGreaterThan(30);
    expect([...outside].filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    const texts = [...seen].map((file) => [file, readFileSync(file, 'utf8')] as const);
    const nodeOnly = /\b(?:process|Buffer|__dirname|require)\s*[.([]/;
    expect(texts.filter(([, text]) => nodeOnly.test(text)).map(([file]) => file)).toEqual([]);
  });
});

describe('there is no way into a service but dispatch', () => {
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|contract|testing)\.ts$/.test(file))
    .map((file) => file.replaceAll('\\', '/'));

  test('only the composition root imports services', () => {
    const importers = sources.filter(
      (file) =>
        !file.startsWith('services/') &&
        importsOf(join(src, file)).some((specifier) => join(dirname(file), specifier).startsWith('services/')),
    );
    expect(importers).toEqual(['app.ts']);
  });

  test('only dispatch runs an operation of a service', () => {
    const runs = /\boperations?(?:\[[^\]]*\]|\.get\([^)]*\))?\s*\??\.(?:run|tryReserve|reserve)\(/;
    const callers = sources.filter((file) => runs.test(readFileSync(join(src, file), 'utf8')));
    expect(callers).toEqual(['api/dispatch.ts']);
  });
});

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => specifier as string);
}
