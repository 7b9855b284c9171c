/** One list for every runtime, in every isolation, over the SDK: what functions may do, and what their callers get. */
import {
  CreateFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { skips } from '../optional-parts.ts';
import { packageOf, RUNTIME_SAMPLES, type RuntimeSample } from '../support/runtime-samples.ts';

const ISOLATIONS = [
  { isolation: 'process', skipped: false },
  { isolation: 'bwrap', skipped: skips('bubblewrap') },
] as const;

for (const { isolation, skipped } of ISOLATIONS) {
  describe.skipIf(skipped)(`isolation ${isolation}`, () => {
    let server: RunningStepwell;
    let lambda: LambdaClient;
    let created = 0;

    beforeAll(async () => {
      server = await startStepwell({ port: 0, iam: 'off', isolation });
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      lambda = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    });
    afterAll(async () => {
      lambda.destroy();
      await server.close();
    });

    async function create({ runtime, handler, files }: RuntimeSample, changes: object = {}): Promise<string> {
      const FunctionName = `f${created++}`;
      const input = {
        FunctionName,
        Runtime: runtime,
        Handler: handler,
        Role: 'arn:aws:iam::000000000000:role/r',
        Code: { ZipFile: packageOf(files) },
        Timeout: 20,
        MemorySize: 256,
        ...changes,
      };
      await lambda.send(new CreateFunctionCommand(input));
      await waitUntilFunctionActiveV2(
        { client: lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 1 },
        { FunctionName },
      );
      return FunctionName;
    }

    async function invoke(FunctionName: string, event: object) {
      const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' });
      const { Payload, FunctionError, LogResult = '', $metadata } = await lambda.send(command);
      return {
        result: JSON.parse(Buffer.from(Payload ?? '').toString()),
        error: FunctionError,
        requestId: $metadata.requestId ?? '',
        log: Buffer.from(LogResult, 'base64').toString(),
      };
    }

    test('a wrapper that is not there ends the runtime as a shell would', async () => {
      const [node] = RUNTIME_SAMPLES as [RuntimeSample];
      const Environment = { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/nowhere' } };
      const { result } = await invoke(await create(node, { Environment }), { do: 'echo' });
      expect(result.errorMessage).toMatch(/Error: Runtime exited with error: exit status 127$/);
    });

    describe.each(RUNTIME_SAMPLES.filter((sample) => !sample.skipped))('$runtime', (sample) => {
      let name: string;
      beforeAll(async () => {
        name = await create(sample);
      });

      test('gives its result, keeps its state, and knows its name', async () => {
        expect((await invoke(name, { do: 'echo', value: 'ä€😀' })).result).toEqual({ got: 'ä€😀' });
        const [first, second] = [await invoke(name, { do: 'count' }), await invoke(name, { do: 'count' })];
        expect(second.result).toBe(first.result + 1);
        expect((await invoke(name, { do: 'name' })).result).toBe(name);
      });

      test('an error is told in the shape of its language', async () => {
        const { result, error, requestId } = await invoke(name, { do: 'throw' });
        expect([result, error]).toEqual([sample.error(requestId), 'Unhandled']);
      });

      test.each([
        ['exit', 'Runtime exited with error: exit status 3'],
        ['kill', 'Runtime exited with error: signal: killed'],
      ])('%s is told, and the next invocation has a new process', async (what, reason) => {
        await invoke(name, { do: 'count' });
        const { result, requestId } = await invoke(name, { do: what });
        const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
        expect(result).toEqual({ errorType: 'Runtime.ExitError', errorMessage });
        expect((await invoke(name, { do: 'count' })).result).toBe(1);
      });

      test('too much memory is told', async () => {
        const { result } = await invoke(name, { do: 'hog' });
        expect(result.errorType).toBe('Runtime.OutOfMemory');
      });

      test('too much time is told', async () => {
        const { result, requestId, log } = await invoke(await create(sample, { Timeout: 1 }), { do: 'sleep' });
        const errorMessage = `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`;
        expect(result).toEqual({ errorType: 'Sandbox.Timedout', errorMessage });
        expect(log).toContain(`${requestId} Task timed out after 1.00 seconds`);
      });

      test('large events and results pass, too large ones are refused', async () => {
        const value = 'x'.repeat(6_000_000);
        expect((await invoke(name, { do: 'echo', value })).result.got).toHaveLength(value.length);
        const { result } = await invoke(name, { do: 'large', bytes: 6_291_557 });
        expect(result.errorType).toBe('Function.ResponseSizeTooLarge');
      });

      test('what it prints stands between START and END, and REPORT measures', async () => {
        const { log, requestId } = await invoke(name, { do: 'print' });
        const lines = log.split('\n');
        expect(lines[0]).toBe(`START RequestId: ${requestId} Version: $LATEST`);
        expect(lines[1]).toContain('from the function');
        expect(lines.slice(2, 4)).toEqual(['as it is', `END RequestId: ${requestId}`]);
        const [, usedMb] = /Max Memory Used: (\d+) MB\t/.exec(lines[4] ?? '') ?? [];
        expect(Number(usedMb)).toBeGreaterThan(0);
        expect(Number(usedMb)).toBeLessThanOrEqual(256);
      });

      test('JSON is the format of its log when it asks for it', async () => {
        const LoggingConfig = { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' };
        const { log } = await invoke(await create(sample, { LoggingConfig }), { do: 'print' });
        const types = log.split('\n').flatMap((line) => (line.startsWith('{"time":') ? JSON.parse(line).type : []));
        expect(types).toEqual(['platform.start', 'platform.runtimeDone', 'platform.report']);
      });

      test.runIf(sample.streams)('a streamed result comes in pieces', async () => {
        const FunctionName = await create({ ...sample, handler: 'index.stream' });
        const { EventStream = [] } = await lambda.send(
          new InvokeWithResponseStreamCommand({ FunctionName, Payload: '{}' }),
        );
        let text = '';
        for await (const { PayloadChunk } of EventStream) text += Buffer.from(PayloadChunk?.Payload ?? '').toString();
        expect(text).toBe('one two');
      });
    });
  });
}

test('a function whose runtime has no program here is created with a notice, and refused when it is invoked', async () => {
  const server = await startStepwell({ port: 0, iam: 'off', isolation: 'process' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lambda = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const notices: unknown[] = [];
  lambda.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers: Readonly<Record<string, string>> };
      notices.push(headers['x-stepwell-notice']);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const input = { Handler: 'a.B', Role: 'arn:aws:iam::000000000000:role/r', Code: { ZipFile: packageOf({ a: '' }) } };
  const created = await lambda.send(new CreateFunctionCommand({ ...input, FunctionName: 'f', Runtime: 'java21' }));
  await lambda.send(new CreateFunctionCommand({ ...input, FunctionName: 'g', Runtime: 'nodejs22.x' }));
  expect(created).not.toHaveProperty('Notice');
  expect(notices).toEqual([expect.stringMatching(/^Functions with the runtime 'java21' cannot run here/), undefined]);
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
    name: 'InvalidRuntimeException',
  });
  lambda.destroy();
  await server.close();
});
