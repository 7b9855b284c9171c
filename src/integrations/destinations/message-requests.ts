/** A message as a request to the service of its target, in that service's own protocol. */
import { parseArn } from '../../base/arn.ts';
import type { Message, MessageService } from './message.ts';

export interface MessageRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface MessageTarget {
  /** What the role of the function has to be allowed. */
  readonly action: string;
  request(message: Message, url: string): MessageRequest;
  /** Undefined when the answer says that the message was taken, else what it says. */
  refusalIn(answer: string): string | undefined;
}

const ATTRIBUTE_TYPES = { RequestID: 'String', ErrorCode: 'Number', ErrorMessage: 'String' } as const;

function attributesOf({ attributes }: Message): readonly (readonly [name: string, type: string, value: string])[] {
  if (attributes === undefined) return [];
  const names = Object.keys(ATTRIBUTE_TYPES) as (keyof typeof ATTRIBUTE_TYPES)[];
  // An attribute cannot be empty.
  return names.map((name) => [name, ATTRIBUTE_TYPES[name], attributes[name] || '-']);
}

const json = (version: '1.0' | '1.1', target: string, body: object): MessageRequest => ({
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
  body: JSON.stringify(body),
});

const sqs: MessageTarget = {
  action: 'sqs:SendMessage',
  request(message, url) {
    const { account = '', resource: queue = '' } = parseArn(message.targetArn) ?? {};
    const attributes = attributesOf(message).map(([name, DataType, StringValue]) => [name, { DataType, StringValue }]);
    return json('1.0', 'AmazonSQS.SendMessage', {
      QueueUrl: `${url}/${account}/${queue}`,
      MessageBody: message.body,
      ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
    });
  },
  refusalIn: () => undefined,
};

const sns: MessageTarget = {
  action: 'sns:Publish',
  request(message) {
    const form = new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: message.targetArn,
      Message: message.body,
    });
    attributesOf(message).forEach(([name, type, value], i) => {
      const entry = `MessageAttributes.entry.${i + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, type);
      form.set(`${entry}.Value.StringValue`, value);
    });
    return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
  },
  refusalIn: () => undefined,
};

/** Source, detail type and detail are recorded. */
const events: MessageTarget = {
  action: 'events:PutEvents',
  request: ({ targetArn, source, outcome, body }) =>
    json('1.1', 'AWSEvents.PutEvents', {
      Entries: [
        {
          Source: 'lambda',
          DetailType: `Lambda Function Invocation Result - ${outcome}`,
          Detail: body,
          EventBusName: parseArn(targetArn)?.resource.replace(/^event-bus\//, ''),
          Resources: [targetArn, source.functionArn],
        },
      ],
    }),
  /** The request succeeds also when its entry does not. */
  refusalIn(answer) {
    const { FailedEntryCount = 0, Entries = [] } = JSON.parse(answer) as {
      readonly FailedEntryCount?: number;
      readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
    };
    const [{ ErrorCode = 'failed', ErrorMessage = '' } = {}] = Entries;
    return FailedEntryCount === 0 ? undefined : `${ErrorCode} ${ErrorMessage}`;
  },
};

export const MESSAGE_TARGETS: Readonly<Record<MessageService, MessageTarget>> = { sqs, sns, events };
