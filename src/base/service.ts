/**
 * What a service is to the rest of Stepwell: a table of operations, each with the shape of its input, the permissions it
 * takes and its code. `api/dispatch` is the only caller; protocols read the bindings; integrations and services call each
 * other through the `Dispatch` port.
 */
import type { Arn } from './arn.ts';
import type { Denial } from './denial.ts';
import type { StructureShape } from './shape.ts';

export type ServiceName = 'states' | 'lambda' | 'iam' | 'sts' | 'logs' | 'events' | 's3' | 'stepwell';

/** Those that clients from outside reach; S3 is for machines and functions, its clients speak to the storage itself. */
export type ServedName = Exclude<ServiceName, 's3'>;

/** Who calls. A service principal (`states.amazonaws.com`) acts only through resource policies. */
export interface Principal {
  readonly type: 'root' | 'user' | 'assumed-role' | 'federated-user' | 'service' | 'anonymous';
  /** `arn:aws:iam::ACCT:root`, `arn:aws:sts::ACCT:assumed-role/ROLE/SESSION`, `states.amazonaws.com` ... */
  readonly arn: string;
  readonly account: string;
  /** ARN of the role behind an assumed-role session. */
  readonly roleArn?: string;
  /** ARN of the user, or the account's root, behind a federated user. */
  readonly userArn?: string;
  /** `AIDA...`, `AROA...:session`, `ACCOUNT:name` of a federated user; the account id for root. */
  readonly userId?: string;
  /** Tags of the session (`aws:PrincipalTag/...`), and which of them its own sessions inherit. */
  readonly sessionTags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  /** What limits the session beside its role's or user's own policies: documents, and ARNs of managed policies. */
  readonly sessionPolicies?: readonly string[];
  /** Who began the chain of sessions, as whoever assumed the role said; every session behind this one has it too. */
  readonly sourceIdentity?: string;
  /** When the session's token was issued. */
  readonly tokenIssuedMs?: number;
}

/** Step Functions, as the trust policy of a state machine's role names it. */
export const STATES_PRINCIPAL = 'states.amazonaws.com';

export function rootOf(account: string): Principal {
  return { type: 'root', arn: `arn:aws:iam::${account}:root`, account, userId: account };
}

/** The circumstances of one call. */
export interface Call {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  readonly requestId: string;
  /** `http://host:port` under which the client reached us; undefined for calls from inside. */
  readonly endpoint?: string;
  /** Who sent the request, as conditions of policies see it; undefined for calls from inside. */
  readonly client?: Client;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
  /** The execution whose task makes the call. */
  readonly executionArn?: string;
  /** The task of an execution that makes the call, for what it starts; `waits`: until that has ended. */
  readonly parent?: { readonly executionArn: string; readonly effectId: string; readonly waits: boolean };
}

export interface Client {
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** It came over TLS. */
  readonly isSecure: boolean;
}

/** An action in IAM's words on one resource: `lambda:InvokeFunction` on a function's ARN. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** Condition keys beside the global ones. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy document, if it has one: who it lets in beside those whose role does. */
  readonly resourcePolicy?: string;
  /** Nothing is refused when the answer is no: it is only asked what would be allowed. */
  readonly isQuestion?: true;
}

/** How an operation of a restJson1 service lies on HTTP. Member names are those of the input and output. */
export interface RestBinding {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/2015-03-31/functions/{FunctionName}/code`; may end in a parameter that tells operations apart: `/layers?find=LayerVersion`. */
  readonly path: string;
  /** Status of success; an output member `StatusCode`, if there is one and `statusMember` is set, decides instead. */
  readonly status: number;
  readonly statusMember?: string;
  /** Query parameter -> input member. */
  readonly query?: Readonly<Record<string, string>>;
  /** Request header in lower case -> input member. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Input member that is the raw body, a `Uint8Array`. */
  readonly payload?: string;
  /** Output member -> answer header. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Output member that is the raw body: text or bytes. */
  readonly responsePayload?: string;
}

/** Output written to the wire as it stands: JSON text that a store already holds. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tables hold operations of every input and output; each is typed where it is declared
export interface Operation<In = any, Out = any> {
  readonly input: StructureShape;
  readonly rest?: RestBinding;
  /** The operation does nothing but say that Stepwell does not have it. */
  readonly unsupported?: true;
  /** What the caller needs to be allowed; an empty list for operations that need no permission. */
  permissions(input: In, call: Call): readonly Permission[];
  /**
   * Runs on validated, authorised input. Output members that are `Date`s are written as the protocol writes timestamps;
   * undefined members are left out.
   * @throws ServiceError
   */
  run(input: In, call: Call): Promise<Out>;
}

/** Something the caller holds until it runs or releases it, exactly once. */
export interface Reservation<Out> {
  /** Never rejects for what the operation itself answers with a result; rejects with a ServiceError otherwise. */
  run(): Promise<Out>;
  release(): void;
}

/** An operation that needs a scarce thing (an execution environment) and lets its caller take that thing first. */
// biome-ignore lint/suspicious/noExplicitAny: as for Operation
export interface ReservableOperation<In = any, Out = any> extends Operation<In, Out> {
  /**
   * Takes what is free at once; undefined when nothing is.
   * @throws ServiceError when the call could not succeed however long it waited
   */
  tryReserve(input: In, call: Call): Reservation<Out> | undefined;
  /** Waits its turn. `signal` withdraws the wish. */
  reserve(input: In, call: Call, signal: AbortSignal): Promise<Reservation<Out>>;
}

export interface Service<Name extends ServiceName = ServiceName> {
  readonly name: Name;
  readonly operations: Readonly<Record<string, Operation>>;
  /** The tags of one of its resources, for conditions; answers from memory. Undefined: there is none, or it has no tags. */
  resourceTags?(arn: Arn): Readonly<Record<string, string>> | undefined;
}

/** The one way into a service: finds the operation, validates, authorises, runs. Implemented by `api/dispatch`. */
export interface Dispatch {
  run(service: ServiceName, operation: string, input: object, call: Call): Promise<unknown>;
  tryReserve(service: ServiceName, operation: string, input: object, call: Call): Reservation<unknown> | undefined;
  reserve(
    service: ServiceName,
    operation: string,
    input: object,
    call: Call,
    signal: AbortSignal,
  ): Promise<Reservation<unknown>>;
}

/** An error with AWS's own code, as the client's SDK knows it. Made by the catalogue of its service. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members beside `message`, written into the answer's body as they are. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  get fault(): 'Sender' | 'Receiver' {
    return this.status >= 500 ? 'Receiver' : 'Sender';
  }
}

export const validationError = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** The port through which `dispatch` asks who may do what; implemented by `services/iam`. Answers from memory. */
export interface Authorizer {
  /** Undefined when allowed. */
  denial(principal: Principal, permission: Permission, call: Call): Denial | undefined;
  /**
   * Undefined when `service` (`states.amazonaws.com`) may assume the role, else why not. `sourceArn` is on whose behalf: what
   * trust policies compare with `aws:SourceArn`.
   */
  assumeDenial(roleArn: string, service: string, sourceArn?: string): Denial | undefined;
  /** The session a service or caller works as when it has assumed the role. */
  assumedRole(roleArn: string, sessionName: string): Principal;
}

export type AccessMode = 'enforce' | 'audit' | 'off';
