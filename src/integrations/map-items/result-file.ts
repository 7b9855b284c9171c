/** A file of results that is written while it goes up: the next result waits until there is room for it. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { S3Access } from './s3-access.ts';

export type OutputType = 'JSON' | 'JSONL';

export interface WrittenFile {
  readonly Key: string;
  readonly Size: number;
}

/** What stands before, between and behind the results. */
const FRAMES: Readonly<Record<OutputType, readonly [opening: string, separator: string, closing: string]>> = {
  JSON: ['[', ',', ']'],
  JSONL: ['', '\n', '\n'],
};

export class ResultFile {
  readonly #key: string;
  readonly #outputType: OutputType;
  readonly #body = new PassThrough();
  readonly #upload: Promise<unknown>;
  #bytes = 0;
  #isEmpty = true;

  constructor(
    s3: S3Access,
    { Bucket, Key }: { readonly Bucket: string; readonly Key: string },
    outputType: OutputType,
  ) {
    this.#key = Key;
    this.#outputType = outputType;
    const Body: AsyncIterable<Uint8Array> = this.#body;
    this.#upload = s3('PutObject', { Bucket, Key, Body, ContentType: 'application/json' });
    // both are seen by whoever writes or ends the file
    this.#upload.catch(() => undefined);
    this.#body.on('error', () => undefined);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(result: string): Promise<void> {
    const [opening, separator] = FRAMES[this.#outputType];
    await this.#send((this.#isEmpty ? opening : separator) + result);
    this.#isEmpty = false;
  }

  async end(): Promise<WrittenFile> {
    const [, , closing] = FRAMES[this.#outputType];
    await this.#send(closing);
    this.#body.end();
    await this.#upload;
    return { Key: this.#key, Size: this.#bytes };
  }

  /** What has gone up of it is withdrawn. */
  async abandon(reason: Error): Promise<void> {
    this.#body.destroy(reason);
    await this.#upload.catch(() => undefined);
  }

  async #send(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.#bytes += bytes.length;
    if (this.#body.write(bytes)) return;
    // an upload that fails takes nothing any more
    await Promise.race([once(this.#body, 'drain'), this.#upload]);
  }
}
