/**
 * A distributed Map over the lines of a file, its results written into another, on the real server: items a second, and the
 * memory that so many take.
 */
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withBenchServer } from './bench-server.ts';
import { type Figure, figures } from './figure.ts';
import { processUsage } from './process-usage.ts';
import { SignedClient } from './signed-client.ts';

const ROLE = 'arn:aws:iam::000000000000:role/bench';
const BUCKET = 'bench';

interface DistributedMap {
  readonly items: number;
  readonly type: 'STANDARD' | 'EXPRESS';
}

export async function measureDistributedMaps({ quick, folder }: Settings): Promise<readonly Figure[]> {
  const items = quick ? 10_000 : 100_000;
  const standard = await measureDistributedMap({ items, type: 'STANDARD' }, folder);
  return [...standard, ...(await measureDistributedMap({ items, type: 'EXPRESS' }, folder))];
}

/** Takes minutes. */
export function measureMillionItems({ folder }: Settings): Promise<readonly Figure[]> {
  return measureDistributedMap({ items: 1_000_000, type: 'STANDARD' }, folder);
}

interface Settings {
  readonly quick: boolean;
  readonly folder: string;
}

async function measureDistributedMap({ items, type }: DistributedMap, folder: string): Promise<readonly Figure[]> {
  const objects = join(folder, 'bench-objects');
  mkdirSync(join(objects, BUCKET), { recursive: true });
  await pipeline(linesOf(items), createWriteStream(join(objects, BUCKET, 'items.jsonl')));
  try {
    return await withBenchServer(
      folder,
      async (server) => {
        const client = new SignedClient(server.url, 1);
        const machine = { name: 'Map', definition: definitionOf(type), roleArn: ROLE };
        const { stateMachineArn } = await client.states<{ stateMachineArn: string }>('CreateStateMachine', machine);
        const idle = processUsage(server.pid);
        const bytesBefore = server.dataBytes();
        const startMs = performance.now();
        const start = { stateMachineArn };
        const { executionArn } = await client.states<{ executionArn: string }>('StartExecution', start);
        let execution: { readonly status: string; readonly cause?: string } = { status: 'RUNNING' };
        while (execution.status === 'RUNNING') {
          await sleep(50);
          execution = await client.states('DescribeExecution', { executionArn });
        }
        const tookMs = performance.now() - startMs;
        const usage = processUsage(server.pid);
        client.close();
        if (execution.status !== 'SUCCEEDED') throw new Error(`the Map ended as ${JSON.stringify(execution)}`);
        await server.stop();
        const name = `distributed Map of ${items} items, ${type}`;
        return figures({
          [name]: [(1000 * items) / tookMs, '/s'],
          [`${name}: memory before`]: [idle?.residentMb, 'MB'],
          [`${name}: memory, highest`]: [usage?.residentMbMax, 'MB'],
          [`${name}: on disk per item`]: [(server.dataBytes() - bytesBefore) / items, 'bytes'],
        });
      },
      ['--iam', 'off', '--object-dir', objects],
    );
  } finally {
    rmSync(objects, { recursive: true });
  }
}

function definitionOf(ExecutionType: DistributedMap['type']): string {
  return JSON.stringify({
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSONL' },
          Parameters: { Bucket: BUCKET, Key: 'items.jsonl' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
          StartAt: 'Item',
          States: { Item: { Type: 'Pass', End: true } },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: BUCKET, Prefix: 'results' },
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
        End: true,
      },
    },
  });
}

function* linesOf(items: number): Generator<string> {
  for (let i = 0; i < items; i++) yield `{"id":${i},"name":"item ${i}"}\n`;
}
