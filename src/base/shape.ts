/**
 * Shapes of operation inputs: what the framework in front of an AWS service checks before the service sees a request, and
 * what protocols without types of their own (awsQuery, query strings, headers) need to decode one. Constraints are those of
 * the API references.
 */

interface Requirable {
  readonly required?: boolean;
}

export interface StringShape extends Requirable {
  readonly type: 'string';
  /** Lengths in characters. */
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it in its refusal; anchored at both ends. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}
export interface NumberShape extends Requirable {
  readonly type: 'integer' | 'double';
  readonly min?: number;
  readonly max?: number;
}
export interface BooleanShape extends Requirable {
  readonly type: 'boolean';
}
/** Arrives as a `Date`. */
export interface TimestampShape extends Requirable {
  readonly type: 'timestamp';
}
/** Base64 in JSON; arrives as a `Uint8Array`. */
export interface BlobShape extends Requirable {
  readonly type: 'blob';
}
/** Any JSON, handed on as it is. */
export interface DocumentShape extends Requirable {
  readonly type: 'document';
}
export interface ListShape extends Requirable {
  readonly type: 'list';
  readonly member: Shape;
  readonly min?: number;
  readonly max?: number;
}
export interface MapShape extends Requirable {
  readonly type: 'map';
  readonly key: StringShape;
  readonly value: Shape;
  readonly max?: number;
}
export interface StructureShape extends Requirable {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Shape>>;
  /** The name of AWS's class, where a refused list of them is printed with it (recorded). */
  readonly className?: string;
}
export type Shape =
  | StringShape
  | NumberShape
  | BooleanShape
  | TimestampShape
  | BlobShape
  | DocumentShape
  | ListShape
  | MapShape
  | StructureShape;
