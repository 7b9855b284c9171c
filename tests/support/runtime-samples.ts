/** The same function in each way there is to write one: what it does stands in `event.do`. */
import { strToU8, zipSync } from 'fflate';
import { expect } from 'vitest';
import { skips } from '../optional-parts.ts';
import { bootstrapFunction } from './bootstrap-runtime.ts';

export interface RuntimeSample {
  readonly runtime: 'nodejs22.x' | 'python3.12' | 'provided.al2023';
  readonly handler: string;
  readonly files: Readonly<Record<string, string>>;
  /** The error payload of `{do: 'throw'}`. */
  error(requestId: string): object;
  /** `{do: 'stream'}` writes `one two` in two pieces. */
  readonly streams: boolean;
  readonly skipped: boolean;
}

const NODE = `let count = 0;
const stream = awslambda.streamifyResponse(async (event, out) => { out.write('one '); out.write('two'); out.end(); });
const actions = {
  echo: (event) => ({ got: event.value }),
  count: () => ++count,
  throw: () => { throw new TypeError('no'); },
  sleep: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  hog: async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(10e6, 1)); await new Promise(setImmediate); } },
  large: (event) => 'x'.repeat(event.bytes),
  print: () => { console.log('from the function'); process.stdout.write('as it is\\n'); },
  name: () => process.env.AWS_LAMBDA_FUNCTION_NAME,
};
exports.handler = async (event) => actions[event.do](event);
exports.stream = stream;`;

const PYTHON_ACTIONS = `import os, signal, time
count = 0
def count_up(event):
    global count
    count += 1
    return count
def fail(event): raise TypeError('no')
def hog(event):
    kept = []
    while True:
        kept.append(b'x' * 10000000)
        time.sleep(0.001)
def show(event):
    print('from the function', flush=True)
    print('as it is', flush=True)
actions = {
    'echo': lambda event: {'got': event['value']},
    'count': count_up,
    'throw': fail,
    'sleep': lambda event: time.sleep(60),
    'exit': lambda event: os._exit(3),
    'kill': lambda event: os.kill(os.getpid(), signal.SIGKILL),
    'hog': hog,
    'large': lambda event: 'x' * event['bytes'],
    'print': show,
    'name': lambda event: os.environ['AWS_LAMBDA_FUNCTION_NAME'],
}
`;

const PYTHON_STREAM = `
def stream(event, headers):
    path = BASE + 'invocation/' + headers['Lambda-Runtime-Aws-Request-Id'] + '/response'
    headers = {'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Transfer-Encoding': 'chunked'}
    api.request('POST', path, iter([b'one ', b'two']), headers, encode_chunked=True)
    api.getresponse().read()
    raise Done()
def handler(event, headers):
    return stream(event, headers) if os.environ['_HANDLER'].endswith('stream') else actions[event['do']](event)
`;

export const RUNTIME_SAMPLES: readonly RuntimeSample[] = [
  {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    files: { 'index.js': NODE },
    error: () => ({ errorType: 'TypeError', errorMessage: 'no', trace: expect.any(Array) }),
    streams: true,
    skipped: false,
  },
  {
    runtime: 'python3.12',
    handler: 'index.handler',
    files: { 'index.py': `${PYTHON_ACTIONS}def handler(event, context): return actions[event['do']](event)` },
    error: (requestId) => ({ errorMessage: 'no', errorType: 'TypeError', requestId, stackTrace: expect.any(Array) }),
    streams: false,
    skipped: skips('python'),
  },
  {
    runtime: 'provided.al2023',
    handler: 'index.handler',
    files: bootstrapFunction(PYTHON_ACTIONS + PYTHON_STREAM),
    error: () => ({ errorMessage: 'no', errorType: 'TypeError', stackTrace: [] }),
    streams: true,
    skipped: skips('python'),
  },
];

const EXECUTABLE = 0o100_755;
const UNIX = 3;

/** As a zip made on Unix, which says what may be executed. */
export function packageOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => {
    const mode = name === 'bootstrap' ? EXECUTABLE : 0o100_644;
    return [name, [strToU8(text), { os: UNIX, attrs: mode << 16 }]] as const;
  });
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0]);
}
