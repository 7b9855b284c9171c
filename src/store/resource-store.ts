/**
 * The port for everything that is not an execution: state machines and their revisions, functions, roles, policies. A
 * resource is a named JSON document of some kind inside a scope (account and region).
 */

export interface Resource {
  readonly kind: string;
  /** `ACCOUNT/REGION`, or `ACCOUNT` for global services. */
  readonly scope: string;
  /** Unique within kind and scope. */
  readonly name: string;
  /** Internal identity: a resource deleted and made again under the same name has another one. */
  readonly id: string;
  /** `ACTIVE`, `DELETING`; a start of an execution checks it within its commit. */
  readonly status: string;
  /** Rises by one with each change, from 1. */
  readonly version: number;
  readonly createdMs: number;
  /** JSON text. */
  readonly data: string;
}

export type ResourceChange =
  /** Needs the name and the id to be free. */
  | { readonly type: 'create'; readonly resource: Omit<Resource, 'version'> }
  /** Needs the resource to be at `version`, and `name`, which moves it, to be free. */
  | {
      readonly type: 'update';
      readonly kind: string;
      readonly id: string;
      readonly version: number;
      readonly status: string;
      readonly data: string;
      readonly name?: string;
    }
  /** Needs nothing: afterwards there is no such resource. */
  | { readonly type: 'delete'; readonly kind: string; readonly id: string };

export interface ResourceStore {
  get(kind: string, scope: string, name: string): Promise<Resource | undefined>;
  getById(kind: string, id: string): Promise<Resource | undefined>;
  /**
   * In order of name (code points), above `after`, at most `limit`. Without `scope`: of all scopes, in order of scope and
   * name; a page of those cannot be continued, so `after` goes with `scope`.
   */
  list(kind: string, query: { scope?: string; after?: string; limit?: number }): Promise<readonly Resource[]>;
  /**
   * Applies all changes, in order, in one durable transaction or none.
   * @returns undefined, or the index of the first change whose condition did not hold
   */
  apply(changes: readonly ResourceChange[]): Promise<number | undefined>;
}
