/** What goes to a destination, and the services outside of Stepwell that can be one. */
import type { Credentials } from '../../protocols/request-signer.ts';

/** One message to one target. */
export interface Message {
  readonly targetArn: string;
  readonly source: {
    /** With a qualifier. */
    readonly functionArn: string;
    readonly functionName: string;
    readonly roleArn: string;
    readonly account: string;
    readonly region: string;
    /** Of X-Ray. */
    readonly traceHeader?: string;
  };
  readonly outcome: 'Success' | 'Failure';
  /** JSON text. */
  readonly body: string;
  /** Of a dead letter. */
  readonly attributes?: {
    readonly RequestID: string;
    readonly ErrorCode: string;
    readonly ErrorMessage: string;
  };
}

export type MessageService = 'sqs' | 'sns' | 'events';

/** Services that take messages: AWS's own, or whatever answers like them. */
export interface MessageEndpoints {
  /** `http://127.0.0.1:9324` */
  readonly urls: Readonly<Partial<Record<MessageService, string>>>;
  readonly credentials: Credentials;
}
