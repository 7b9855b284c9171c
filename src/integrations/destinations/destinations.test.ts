import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { type Authorizer, type Call, type Dispatch, rootOf } from '../../base/service.ts';
import { createDestinations } from './index.ts';
import type { Message } from './message.ts';

const ACCOUNT = '123456789012';
const message = (targetArn: string, changes: Partial<Message> = {}): Message => ({
  targetArn,
  source: {
    functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f:$LATEST`,
    functionName: 'f',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
    account: ACCOUNT,
    region: 'us-east-1',
  },
  outcome: 'Failure',
  body: '{"n":1}',
  ...changes,
});
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:t`;
const BUS = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/b`;
const attributes = { RequestID: 'id', ErrorCode: '200', ErrorMessage: '' };

let server: Server;
let received: { readonly headers: IncomingHttpHeaders; readonly path: string | undefined; readonly body: string }[];
let answer: { status: number; body: string };
let denied: string | undefined;
let dispatched: unknown[];

beforeEach(async () => {
  received = [];
  dispatched = [];
  denied = undefined;
  answer = { status: 200, body: '{}' };
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, path: request.url, body: await text(request) });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function destinations(services: readonly string[] = ['sqs', 'sns', 'events']) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authorizer: Authorizer = {
    denial: () =>
      denied === undefined ? undefined : { message: denied, explain: () => ({ deniedBy: [], remedies: [] }) },
    assumeDenial: () => undefined,
    assumedRole: () => rootOf(ACCOUNT),
  };
  const dispatch = {
    run: async (...call: [string, string, object, Call]) => void dispatched.push(call.slice(0, 3)),
  } as Partial<Dispatch> as Dispatch;
  const urls = Object.fromEntries(services.map((service) => [service, url]));
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
  return createDestinations({ dispatch, authorizer, random: seededRandom('5eed'), endpoints: { urls, credentials } });
}

describe('a destination', () => {
  test('that is a function is invoked', async () => {
    const FunctionName = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:other`;
    await destinations().send(message(FunctionName));
    const input = { FunctionName, InvocationType: 'Event', Payload: '{"n":1}' };
    expect(dispatched).toEqual([['lambda', 'Invoke', input]]);
  });

  test('that is a queue gets a message, signed for its region, with the attributes of a dead letter', async () => {
    await destinations().send(message(QUEUE, { attributes }));
    const headers = received[0]?.headers ?? {};
    expect(headers['x-amz-target']).toBe('AmazonSQS.SendMessage');
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/sqs\/aws4_request/);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      QueueUrl: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/${ACCOUNT}/q$`)),
      MessageBody: '{"n":1}',
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: 'id' },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: '-' },
      },
    });
  });

  test('that is a topic has it published', async () => {
    await destinations().send(message(TOPIC, { attributes }));
    const form = Object.fromEntries(new URLSearchParams(received[0]?.body));
    expect(form).toMatchObject({
      Action: 'Publish',
      TopicArn: TOPIC,
      Message: '{"n":1}',
      'MessageAttributes.entry.2.Name': 'ErrorCode',
      'MessageAttributes.entry.2.Value.DataType': 'Number',
    });
  });

  test('that is an event bus gets an event', async () => {
    const { source } = message(BUS);
    await destinations().send(message(BUS, { outcome: 'Success' }));
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      Entries: [
        {
          Source: 'lambda',
          DetailType: 'Lambda Function Invocation Result - Success',
          Detail: '{"n":1}',
          EventBusName: 'b',
          Resources: [BUS, source.functionArn],
        },
      ],
    });
  });

  test('that refuses a message makes sending it fail', async () => {
    answer = { status: 400, body: 'no such queue' };
    await expect(destinations().send(message(QUEUE))).rejects.toThrow(`${QUEUE} did not take a message`);
    answer = { status: 200, body: '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"Denied"}]}' };
    await expect(destinations().send(message(BUS))).rejects.toThrow('Denied');
  });

  test('that the role of the function may not use is not asked', async () => {
    denied = 'not authorized to perform: sqs:SendMessage';
    await expect(destinations().send(message(QUEUE))).rejects.toThrow(denied);
    expect(received).toEqual([]);
  });

  test('without an endpoint is refused, with what to do about it', async () => {
    const { obstacle, send } = destinations(['sns']);
    expect(obstacle(TOPIC)).toBeUndefined();
    expect(obstacle(QUEUE)).toBe('Stepwell has no endpoint for sqs: start it with --endpoint sqs=URL');
    expect(obstacle('arn:aws:s3:::bucket')).toBe('Stepwell cannot send to s3');
    await expect(send(message(QUEUE))).rejects.toThrow('--endpoint sqs=URL');
  });
});
