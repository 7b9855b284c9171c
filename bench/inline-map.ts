/** A Map with as many items as a Standard execution's history holds, on the real server: time, and bytes written to the disk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withBenchServer } from './bench-server.ts';
import { type Figure, figures } from './figure.ts';
import { processUsage } from './process-usage.ts';
import { SignedClient } from './signed-client.ts';

/** Four events each, and the history ends at 25,000. */
const ITEMS = 6_000;
const ROLE = 'arn:aws:iam::000000000000:role/bench';

const DEFINITION = JSON.stringify({
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
      End: true,
    },
  },
});

export function measureInlineMap({ folder }: { readonly folder: string }): Promise<readonly Figure[]> {
  return withBenchServer(
    folder,
    async (server) => {
      const client = new SignedClient(server.url, 1);
      const machine = { name: 'Map', definition: DEFINITION, roleArn: ROLE };
      const { stateMachineArn } = await client.states<{ stateMachineArn: string }>('CreateStateMachine', machine);
      const input = JSON.stringify(Array.from({ length: ITEMS }, (_, i) => i));
      const before = processUsage(server.pid);
      const bytesBefore = server.dataBytes();
      const startMs = performance.now();
      const { executionArn } = await client.states<{ executionArn: string }>('StartExecution', {
        stateMachineArn,
        input,
      });
      let status = 'RUNNING';
      while (status === 'RUNNING') {
        await sleep(5);
        ({ status } = await client.states<{ status: string }>('DescribeExecution', { executionArn }));
      }
      const tookMs = performance.now() - startMs;
      const after = processUsage(server.pid);
      client.close();
      if (status !== 'SUCCEEDED') throw new Error(`the Map ended as ${status}`);
      await server.stop();
      const written = after && before && after.writtenBytes - before.writtenBytes;
      return figures({
        [`inline Map of ${ITEMS} items`]: [tookMs, 'ms'],
        [`inline Map of ${ITEMS} items: on disk per item`]: [(server.dataBytes() - bytesBefore) / ITEMS, 'bytes'],
        [`inline Map of ${ITEMS} items: written per item`]: [written && written / ITEMS, 'bytes'],
      });
    },
    ['--iam', 'off'],
  );
}
