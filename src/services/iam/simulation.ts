/** The policy simulator: what a set of policies would say to actions, without anybody asking for them. */
import type { Call, Principal } from '../../base/service.ts';
import type { ListShape, StringShape } from '../../base/shape.ts';
import { refusingMalformed } from './errors.ts';
import { documentOf } from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { type AccessRequest, type CompiledPolicy, compilePolicy } from './policy/compile.ts';
import { contextKeysOf } from './policy/context-keys.ts';
import { evaluate, grants } from './policy/evaluate.ts';
import { type StatementSpan, statementSpans } from './policy/statement-positions.ts';
import { type PolicySource, policySourcesOf } from './policy-sources.ts';
import * as shapes from './shapes.ts';

type SourcePolicy = Pick<PolicySource, 'id' | 'text'>;

interface ContextEntry {
  readonly ContextKeyName?: string;
  readonly ContextKeyValues?: readonly string[];
}

interface SimulationInput extends PageRequest {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly PolicyInputList?: readonly string[];
  readonly PermissionsBoundaryPolicyInputList?: readonly string[];
  readonly ResourcePolicy?: string;
  readonly CallerArn?: string;
  readonly ContextEntries?: readonly ContextEntry[];
}

interface SourceInput {
  readonly PolicySourceArn: string;
  readonly PolicyInputList?: readonly string[];
}

type EvalDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

const { required, structure } = shapes;
const listOf = (member: StringShape): ListShape => ({ type: 'list', member });
const PolicyInputList = listOf(shapes.policyDocument);
const PolicySourceArn = { type: 'string', required: true, min: 20, max: 2048 } as const;

const simulation = {
  ActionNames: required(listOf({ type: 'string', min: 3, max: 128 })),
  ResourceArns: listOf({ type: 'string', min: 1, max: 2048 }),
  PermissionsBoundaryPolicyInputList: PolicyInputList,
  ResourcePolicy: shapes.policyDocument,
  ResourceOwner: { type: 'string', min: 1, max: 2048 },
  CallerArn: { type: 'string', min: 1, max: 2048 },
  ContextEntries: {
    type: 'list',
    member: structure({
      ContextKeyName: { type: 'string', min: 5, max: 256 },
      ContextKeyValues: listOf({ type: 'string' }),
      ContextKeyType: { type: 'string' },
    }),
  },
  ResourceHandlingOption: { type: 'string', min: 1, max: 64 },
  ...shapes.paging,
} as const;

export const simulationOperations: Readonly<Record<string, UnboundOperation>> = {
  SimulatePrincipalPolicy: operation<SimulationInput & SourceInput>({
    input: structure({ PolicySourceArn, PolicyInputList, ...simulation }),
    resource: (_state, { PolicySourceArn: arn }) => arn,
    async run(state, input, call) {
      const source = policySourcesOf(state, input.PolicySourceArn);
      const own = source.boundary === undefined ? [] : [documentOf(state, source.boundary) ?? NOTHING];
      const simulated = simulate({
        input,
        policies: [...source.policies, ...given(input.PolicyInputList)],
        boundary: input.PermissionsBoundaryPolicyInputList ?? own,
        principal: principalOf(input.CallerArn ?? input.PolicySourceArn, call),
      });
      const organizations = { OrganizationsDecisionDetail: { AllowedByOrganizations: true } };
      const results = simulated.EvaluationResults.map((result) => ({ ...result, ...organizations }));
      return { ...simulated, EvaluationResults: results };
    },
  }),

  SimulateCustomPolicy: operation<SimulationInput>({
    input: structure({ PolicyInputList: required(PolicyInputList), ...simulation }),
    resource: () => '*',
    run: async (_state, input, call) =>
      simulate({
        input,
        policies: given(input.PolicyInputList),
        boundary: input.PermissionsBoundaryPolicyInputList ?? [],
        principal: principalOf(input.CallerArn ?? call.principal.arn, call),
      }),
  }),

  GetContextKeysForPrincipalPolicy: operation<SourceInput>({
    input: structure({ PolicySourceArn, PolicyInputList }),
    resource: (_state, { PolicySourceArn: arn }) => arn,
    run: async (state, input) =>
      contextKeys([...policySourcesOf(state, input.PolicySourceArn).policies, ...given(input.PolicyInputList)]),
  }),

  GetContextKeysForCustomPolicy: operation<{ readonly PolicyInputList: readonly string[] }>({
    input: structure({ PolicyInputList: required(PolicyInputList) }),
    resource: () => '*',
    run: async (_state, input) => contextKeys(given(input.PolicyInputList)),
  }),
};

/** A boundary whose policy is not known here allows nothing. */
const NOTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';

function given(texts: readonly string[] = []): readonly SourcePolicy[] {
  return texts.map((text, i) => ({ id: `PolicyInputList.${i + 1}`, text }));
}

function contextKeys(policies: readonly SourcePolicy[]) {
  return {
    ContextKeyNames: [...new Set(policies.flatMap(({ text }) => refusingMalformed(() => contextKeysOf(text))))],
  };
}

function principalOf(arn: string, { account }: Call): Principal {
  return { type: 'user', arn, account };
}

interface Simulation {
  readonly input: SimulationInput;
  readonly policies: readonly SourcePolicy[];
  /** Documents; none: no boundary. */
  readonly boundary: readonly string[];
  readonly principal: Principal;
}

function simulate({ input, policies, boundary, principal }: Simulation) {
  const { ActionNames, ResourceArns = ['*'], ContextEntries = [], ResourcePolicy } = input;
  const sources = policies.map((policy) => compileSource(policy));
  const limits = boundary.map((text) => refusingMalformed(() => compilePolicy(text, 'identity')));
  const ofResource =
    ResourcePolicy === undefined ? [] : [refusingMalformed(() => compilePolicy(ResourcePolicy, 'resource'))];
  const context = new Map(
    ContextEntries.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [
      ContextKeyName.toLowerCase(),
      ContextKeyValues,
    ]),
  );
  const asked = [...new Set(policies.flatMap(({ text }) => contextKeysOf(text)))];
  const missing = asked.filter((key) => !context.has(key.toLowerCase()));

  const results = ActionNames.flatMap((action) =>
    ResourceArns.map((resource) => {
      const request: AccessRequest = {
        principal,
        action: action.toLowerCase(),
        resource,
        context: (key) => context.get(key),
      };
      const identity = evaluate(
        sources.map((source) => source.policy),
        request,
      );
      const decisions = [identity, evaluate(ofResource, request)];
      const limit = limits.length === 0 ? 'allow' : evaluate(limits, request);
      const decision: EvalDecision = [...decisions, limit].includes('deny')
        ? 'explicitDeny'
        : decisions.some(grants) && limit === 'allow'
          ? 'allowed'
          : 'implicitDeny';
      const outcome = { action, resource, decision, missing, matched: matchedBy(sources, request, decision) };
      return describe(limits.length === 0 ? outcome : { ...outcome, isWithinBoundary: limit === 'allow' }, input);
    }),
  );
  const numbered = results.map((result, i) => ({ key: String(i).padStart(8, '0'), result }));
  const { items, ...page } = pageOf(numbered, ({ key }) => key, input);
  return { ...page, EvaluationResults: items.map(({ result }) => result) };
}

interface CompiledSource {
  readonly id: string;
  readonly policy: CompiledPolicy;
  /** One per statement. */
  readonly spans: readonly StatementSpan[];
}

function compileSource({ id, text }: SourcePolicy): CompiledSource {
  return { id, policy: refusingMalformed(() => compilePolicy(text, 'identity')), spans: statementSpans(text) };
}

/** The statements that made the decision. */
function matchedBy(sources: readonly CompiledSource[], request: AccessRequest, decision: EvalDecision) {
  if (decision === 'implicitDeny') return [];
  const effect = decision === 'allowed' ? 'Allow' : 'Deny';
  return sources.flatMap(({ id, policy, spans }) =>
    policy.statements.flatMap((statement, i) =>
      statement.effect === effect && statement.matches(request)
        ? [{ SourcePolicyId: id, SourcePolicyType: 'IAM Policy', ...spans[i] }]
        : [],
    ),
  );
}

interface Outcome {
  readonly action: string;
  readonly resource: string;
  readonly decision: EvalDecision;
  readonly matched: readonly object[];
  readonly missing: readonly string[];
  /** Absent where there is no boundary. */
  readonly isWithinBoundary?: boolean;
}

function describe(outcome: Outcome, { ResourceArns }: SimulationInput) {
  const { action, resource, decision, matched, missing, isWithinBoundary } = outcome;
  const shared = {
    EvalResourceName: resource,
    MatchedStatements: matched,
    MissingContextValues: missing,
    PermissionsBoundaryDecisionDetail:
      isWithinBoundary === undefined ? undefined : { AllowedByPermissionsBoundary: isWithinBoundary },
  };
  return {
    EvalActionName: action,
    EvalDecision: decision,
    EvalDecisionDetails: {},
    ...shared,
    ...(ResourceArns !== undefined && { ResourceSpecificResults: [{ EvalResourceDecision: decision, ...shared }] }),
  };
}
