/** What a role's policies allow: compiled once per version of the role, and remembered where nothing but action and resource decides. */
import { awsManagedPolicies } from './aws-managed-policies.ts';
import { type IamState, policyWithArn, type RoleRow } from './entities.ts';
import { type AccessRequest, type CompiledPolicy, compilePolicy } from './policy/compile.ts';
import { type Decision, evaluate } from './policy/evaluate.ts';

export interface RoleAccess {
  readonly trust: CompiledPolicy;
  identityDecision(request: AccessRequest): Decision;
  /** Undefined for a role without permissions boundary. */
  boundaryDecision(request: AccessRequest): Decision | undefined;
}

/** Decisions remembered per role; beyond that the oldest is forgotten. */
const REMEMBERED_MAX = 1000;

export class RoleAccessCache {
  readonly #state: IamState;
  readonly #byRow = new WeakMap<RoleRow, RoleAccess>();

  constructor(state: IamState) {
    this.#state = state;
  }

  /** A changed role has another row, and an attached policy cannot be changed or deleted, so nothing here goes stale. */
  of(row: RoleRow): RoleAccess {
    let access = this.#byRow.get(row);
    if (access === undefined) {
      access = compileRole(this.#state, row);
      this.#byRow.set(row, access);
    }
    return access;
  }
}

function compileRole(state: IamState, { data }: RoleRow): RoleAccess {
  const managed = data.attachedPolicies.map((arn) => documentOf(state, arn)).filter((text) => text !== undefined);
  const policies = [...managed, ...Object.values(data.inlinePolicies)].map((text) => compilePolicy(text, 'identity'));
  const boundary = data.boundary === undefined ? undefined : [boundaryPolicy(state, data.boundary)];
  const decide = (request: AccessRequest) => evaluate(policies, request);
  return {
    trust: compilePolicy(data.trustPolicy, 'trust'),
    identityDecision: policies.every((policy) => policy.isStatic) ? remembering(decide) : decide,
    boundaryDecision: (request) => boundary && evaluate(boundary, request),
  };
}

function documentOf(state: IamState, policyArn: string): string | undefined {
  return awsManagedPolicies.get(policyArn)?.document ?? policyWithArn(state, policyArn)?.data.document;
}

/** A boundary whose policy is not known here allows nothing. */
function boundaryPolicy(state: IamState, policyArn: string): CompiledPolicy {
  const document = documentOf(state, policyArn);
  return document === undefined ? { statements: [], isStatic: true } : compilePolicy(document, 'identity');
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
