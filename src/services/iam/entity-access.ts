/**
 * What the policies of roles and users allow: compiled once per version of the entity, and remembered where nothing but
 * action and resource decides.
 */
import type { Row } from '../../store/resource-table.ts';
import { type EntityData, groupsOf, type IamState, type RoleRow, type UserRow } from './entities.ts';
import { documentOf } from './managed-policies.ts';
import { type AccessRequest, type CompiledPolicy, compilePolicy } from './policy/compile.ts';
import { type Decision, evaluate, strongest } from './policy/evaluate.ts';

/** Decisions of one entity's policies. */
export interface EntityAccess {
  identityDecision(request: AccessRequest): Decision;
  /** Undefined for an entity without permissions boundary. */
  boundaryDecision(request: AccessRequest): Decision | undefined;
}

interface Compiled extends EntityAccess {
  /** Of the table of policies, when this was compiled: their default versions may change. */
  readonly revision: number;
}

/** Decisions remembered per entity; beyond that the oldest is forgotten. */
const REMEMBERED_MAX = 1000;
const NOTHING: CompiledPolicy = { statements: [], isStatic: true };

export class AccessCache {
  readonly #state: IamState;
  readonly #entities = new WeakMap<Row<EntityData>, Compiled>();
  readonly #trusts = new WeakMap<RoleRow, CompiledPolicy>();
  /** Policies that come as text with a call; few differ. */
  readonly #texts = new Map<string, CompiledPolicy>();

  constructor(state: IamState) {
    this.#state = state;
  }

  ofRole(row: RoleRow): EntityAccess {
    return this.#compiled(row, row.data.boundary);
  }

  /** With what the user's groups allow. */
  ofUser(row: UserRow): EntityAccess {
    const own = this.#compiled(row, row.data.boundary);
    const groups = groupsOf(this.#state, row).map((group) => this.#compiled(group, undefined));
    return {
      identityDecision: (request) => strongest([own, ...groups].map((access) => access.identityDecision(request))),
      boundaryDecision: (request) => own.boundaryDecision(request),
    };
  }

  trustOf(row: RoleRow): CompiledPolicy {
    let trust = this.#trusts.get(row);
    if (trust === undefined) {
      trust = compilePolicy(row.data.trustPolicy, 'trust');
      this.#trusts.set(row, trust);
    }
    return trust;
  }

  ofText(text: string, kind: 'identity' | 'resource'): CompiledPolicy {
    const key = `${kind} ${text}`;
    let policy = this.#texts.get(key);
    if (policy === undefined) {
      policy = compilePolicy(text, kind);
      if (this.#texts.size >= REMEMBERED_MAX) this.#texts.clear();
      this.#texts.set(key, policy);
    }
    return policy;
  }

  /** A managed policy as it is now; one that is not known allows nothing. */
  ofManagedPolicy(policyArn: string): CompiledPolicy {
    const document = documentOf(this.#state, policyArn);
    return document === undefined ? NOTHING : this.ofText(document, 'identity');
  }

  /** A changed entity has another row, and a changed policy another revision, so nothing here goes stale. */
  #compiled(row: Row<EntityData>, boundaryArn: string | undefined): Compiled {
    const { revision } = this.#state.policies;
    let compiled = this.#entities.get(row);
    if (compiled?.revision !== revision) {
      compiled = { revision, ...this.#compile(row.data, boundaryArn) };
      this.#entities.set(row, compiled);
    }
    return compiled;
  }

  #compile({ attachedPolicies, inlinePolicies }: EntityData, boundaryArn: string | undefined): EntityAccess {
    const policies = [
      ...attachedPolicies.map((arn) => this.ofManagedPolicy(arn)),
      ...Object.values(inlinePolicies).map((text) => compilePolicy(text, 'identity')),
    ];
    const boundary = boundaryArn === undefined ? undefined : [this.ofManagedPolicy(boundaryArn)];
    const decide = (request: AccessRequest) => evaluate(policies, request);
    return {
      identityDecision: policies.every((policy) => policy.isStatic) ? remembering(decide) : decide,
      boundaryDecision: (request) => boundary && evaluate(boundary, request),
    };
  }
}

function remembering(decide: (request: AccessRequest) => Decision): (request: AccessRequest) => Decision {
  const remembered = new Map<string, Decision>();
  return (request) => {
    const key = `${request.action} ${request.resource}`;
    let decision = remembered.get(key);
    if (decision === undefined) {
      decision = decide(request);
      if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value as string);
      remembered.set(key, decision);
    }
    return decision;
  };
}
