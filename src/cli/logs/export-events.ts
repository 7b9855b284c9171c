/** Writes log events as JSON lines, for other tools to read. */
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LogEvent } from '../aws/operations.ts';
import { CommandError } from '../command-error.ts';

const STANDARD_OUTPUT = '-';

/** @throws CommandError when the file cannot be written */
export async function exportEvents(events: AsyncIterable<LogEvent>, file: string): Promise<void> {
  if (file === STANDARD_OUTPUT) {
    for await (const line of linesOf(events)) process.stdout.write(line);
    return;
  }
  // What is asked for is known to be there before the file is made.
  const lines = linesOf(events);
  const first = await lines.next();
  const target = await writableFile(file);
  await pipeline(Readable.from(joined(first, lines)), target);
}

async function* linesOf(events: AsyncIterable<LogEvent>): AsyncGenerator<string> {
  for await (const { timestamp, logStreamName, message } of events) {
    yield `${JSON.stringify({ timestamp: new Date(timestamp).toISOString(), logStreamName, message })}\n`;
  }
}

async function* joined(first: IteratorResult<string>, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

async function writableFile(file: string): Promise<Writable> {
  try {
    return (await open(file, 'w')).createWriteStream();
  } catch (error) {
    throw new CommandError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
