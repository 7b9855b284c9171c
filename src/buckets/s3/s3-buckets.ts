/** Buckets of an S3 service: Amazon's own or any that speaks its REST API. */
import type { IncomingMessage } from 'node:http';
import type { Buckets, GetOptions, ListedObject, ObjectAddress, ObjectHead } from '../buckets.ts';
import { type S3Endpoint, S3Exchange } from './s3-exchange.ts';
import { parseXml, type XmlNode } from './s3-xml.ts';
import { upload } from './upload.ts';

export function s3Buckets(endpoint: S3Endpoint): Buckets {
  const exchange = new S3Exchange(endpoint);
  const read = (method: 'GET' | 'HEAD', address: ObjectAddress, { versionId, range, ifMatch }: GetOptions) =>
    exchange.send({
      method,
      ...address,
      query: { versionId },
      headers: {
        'if-match': ifMatch,
        range: range && `bytes=${range.first}-${range.last ?? ''}`,
        // a body that comes packed would have other offsets
        'accept-encoding': 'identity',
      },
    });

  return {
    async get(address, options = {}) {
      const answer = await read('GET', address, options);
      const body: AsyncIterable<Uint8Array> = answer;
      return { ...headOf(answer), contentBytes: Number(answer.headers['content-length'] ?? 0), body };
    },

    async head(address, options = {}) {
      const answer = await read('HEAD', address, options);
      answer.resume();
      return headOf(answer);
    },

    put: (address, body, options = {}) => upload(exchange, address, body, options),

    async delete(address) {
      await exchange.sendForText({ method: 'DELETE', ...address });
    },

    async list({ bucket, prefix, delimiter, maxKeys, startAfter, token }) {
      const query = {
        'list-type': '2',
        prefix,
        delimiter,
        'max-keys': maxKeys === undefined ? undefined : String(maxKeys),
        'start-after': startAfter,
        'continuation-token': token,
      };
      const page = parseXml(await exchange.sendForText({ method: 'GET', bucket, query }), 'ListBucketResult');
      const next = page.text('NextContinuationToken');
      return {
        objects: page.nodes('Contents').map(listed),
        commonPrefixes: page.nodes('CommonPrefixes').map((node) => node.text('Prefix') ?? ''),
        ...(next !== undefined && page.text('IsTruncated') === 'true' && { next }),
      };
    },
  };
}

function listed(node: XmlNode): ListedObject {
  return {
    key: node.text('Key') ?? '',
    etag: node.text('ETag') ?? '',
    lastModifiedMs: Date.parse(node.text('LastModified') ?? ''),
    bytes: Number(node.text('Size')),
    storageClass: node.text('StorageClass') ?? 'STANDARD',
  };
}

function headOf({ headers }: IncomingMessage): ObjectHead {
  const [, total] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  const version = headers['x-amz-version-id'];
  const encryption = headers['x-amz-server-side-encryption'];
  return {
    etag: headers.etag ?? '',
    lastModifiedMs: Date.parse(headers['last-modified'] ?? ''),
    totalBytes: Number(total ?? headers['content-length'] ?? 0),
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    ...(typeof encryption === 'string' && { serverSideEncryption: encryption }),
    ...(typeof version === 'string' && { versionId: version }),
    metadata: metadataIn(headers),
  };
}

function metadataIn(headers: IncomingMessage['headers']): Record<string, string> {
  const prefix = 'x-amz-meta-';
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}
