/** Policies of roles, users and groups: managed ones attached, inline ones put. The same seven operations for each. */
import type { Call } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { percentEncode } from '../../protocols/percent.ts';
import type { ResourceTable, Row } from '../../store/resource-table.ts';
import {
  changeRow,
  type EntityData,
  entityArn,
  groupNamed,
  type IamState,
  lastPart,
  type RoleRow,
  roleNamed,
  rowName,
  userNamed,
} from './entities.ts';
import { type EntityType, errors, refusingMalformed } from './errors.ts';
import { requireAttachable, requirePolicyArn, SERVICE_ROLE_POLICY_PREFIX } from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';
import * as shapes from './shapes.ts';

/** What tells a role from a user and a group here. */
interface EntityKind<T extends EntityData> {
  readonly type: EntityType;
  /** As operations and members name it. */
  readonly label: 'Role' | 'User' | 'Group';
  readonly nameShape: Shape;
  /** IAM quotas: all inline policies together, without white space. */
  readonly inlineLengthMax: number;
  table(state: IamState): ResourceTable<T>;
  named(state: IamState, account: string, name: string): Row<T>;
  /** @throws ServiceError */
  requireModifiable?(row: Row<T>): void;
}

interface EntityInput {
  readonly RoleName?: string;
  readonly UserName?: string;
  readonly GroupName?: string;
}

interface AttachmentInput extends EntityInput {
  readonly PolicyArn: string;
}

interface InlinePolicyInput extends EntityInput {
  readonly PolicyName: string;
}

/** IAM quotas: managed policies attached to a role, a user or a group. */
const ATTACHED_POLICIES_MAX = 10;

/** @throws ServiceError for a service-linked role */
export function requireModifiable({ data }: RoleRow): void {
  if (data.linkedService !== undefined) throw errors.protectedRole(data.name);
}

export const entityPolicyOperations: Readonly<Record<string, UnboundOperation>> = {
  ...operationsOf({
    type: 'role',
    label: 'Role',
    nameShape: shapes.roleName,
    inlineLengthMax: 10_240,
    table: (state) => state.roles,
    named: roleNamed,
    requireModifiable,
  }),
  ...operationsOf({
    type: 'user',
    label: 'User',
    nameShape: shapes.userName,
    inlineLengthMax: 2048,
    table: (state) => state.users,
    named: userNamed,
  }),
  ...operationsOf({
    type: 'group',
    label: 'Group',
    nameShape: shapes.groupName,
    inlineLengthMax: 5120,
    table: (state) => state.groups,
    named: groupNamed,
  }),
};

function operationsOf<T extends EntityData>(kind: EntityKind<T>): Readonly<Record<string, UnboundOperation>> {
  const { type, label, inlineLengthMax, named } = kind;
  const nameMember = `${label}Name` as const;
  const { required, structure } = shapes;
  const entityName = { [nameMember]: required(kind.nameShape) };
  const PolicyName = required(shapes.policyName);
  const attachment = structure({ ...entityName, PolicyArn: required(shapes.policyArn) });
  const inlinePolicy = structure({ ...entityName, PolicyName });

  const nameOf = (input: EntityInput): string => input[nameMember] ?? '';
  const rowOf = (state: IamState, input: EntityInput, { account }: Call) => named(state, account, nameOf(input));
  const resource = (state: IamState, input: EntityInput, { account }: Call): string =>
    kind.table(state).get(account, rowName(nameOf(input)))?.data.arn ?? entityArn(account, type, '/', nameOf(input));
  const policyContext = ({ PolicyArn }: AttachmentInput) => ({ 'iam:PolicyARN': PolicyArn });

  const change = (state: IamState, input: EntityInput, call: Call, edit: (data: T) => T) =>
    changeRow(kind.table(state), {
      find() {
        const row = rowOf(state, input, call);
        kind.requireModifiable?.(row);
        return row;
      },
      edit,
    });

  return {
    [`Attach${label}Policy`]: operation<AttachmentInput>({
      input: attachment,
      resource,
      context: policyContext,
      /** Attaching twice is fine. */
      async run(state, input, call) {
        const { PolicyArn } = input;
        requirePolicyArn(PolicyArn);
        rowOf(state, input, call);
        requireAttachable(state, PolicyArn);
        if (PolicyArn.startsWith(SERVICE_ROLE_POLICY_PREFIX)) throw errors.onlyForServiceRoles();
        await change(state, input, call, (data) => {
          if (data.attachedPolicies.includes(PolicyArn)) return data;
          if (data.attachedPolicies.length >= ATTACHED_POLICIES_MAX) {
            throw errors.quotaExceeded(`PoliciesPer${label}`, ATTACHED_POLICIES_MAX);
          }
          return { ...data, attachedPolicies: [...data.attachedPolicies, PolicyArn] };
        });
      },
    }),

    [`Detach${label}Policy`]: operation<AttachmentInput>({
      input: attachment,
      resource,
      context: policyContext,
      async run(state, input, call) {
        const { PolicyArn } = input;
        requirePolicyArn(PolicyArn);
        await change(state, input, call, (data) => {
          if (!data.attachedPolicies.includes(PolicyArn)) throw errors.notAttached(PolicyArn);
          return { ...data, attachedPolicies: data.attachedPolicies.filter((arn) => arn !== PolicyArn) };
        });
      },
    }),

    [`ListAttached${label}Policies`]: operation<EntityInput & PageRequest & { readonly PathPrefix?: string }>({
      input: structure({ ...entityName, PathPrefix: shapes.pathPrefix, ...shapes.paging }),
      resource,
      async run(state, input, call) {
        const { attachedPolicies } = rowOf(state, input, call).data;
        const prefix = `policy${input.PathPrefix ?? '/'}`;
        const arns = attachedPolicies.filter((arn) => arn.slice(arn.lastIndexOf(':') + 1).startsWith(prefix));
        const { items, ...page } = pageOf(arns.toSorted(), (arn) => arn, input);
        return { ...page, AttachedPolicies: items.map((arn) => ({ PolicyName: lastPart(arn), PolicyArn: arn })) };
      },
    }),

    [`Put${label}Policy`]: operation<InlinePolicyInput & { readonly PolicyDocument: string }>({
      input: structure({ ...entityName, PolicyName, PolicyDocument: required(shapes.policyDocument) }),
      resource,
      async run(state, input, call) {
        const { PolicyName: name, PolicyDocument: document } = input;
        rowOf(state, input, call);
        refusingMalformed(() => compilePolicy(document, 'identity'));
        await change(state, input, call, (data) => {
          const inlinePolicies = { ...data.inlinePolicies, [name]: document };
          if (Object.values(inlinePolicies).join('').replace(/\s/g, '').length > inlineLengthMax) {
            throw errors.inlinePoliciesTooLong(inlineLengthMax, type, data.name);
          }
          return { ...data, inlinePolicies };
        });
      },
    }),

    [`Get${label}Policy`]: operation<InlinePolicyInput>({
      input: inlinePolicy,
      resource,
      async run(state, input, call) {
        const { inlinePolicies, name } = rowOf(state, input, call).data;
        const document = Object.hasOwn(inlinePolicies, input.PolicyName) ? inlinePolicies[input.PolicyName] : undefined;
        if (document === undefined) throw errors.noSuchInlinePolicy(type, input.PolicyName);
        return { [nameMember]: name, PolicyName: input.PolicyName, PolicyDocument: percentEncode(document) };
      },
    }),

    [`List${label}Policies`]: operation<EntityInput & PageRequest>({
      input: structure({ ...entityName, ...shapes.paging }),
      resource,
      async run(state, input, call) {
        const names = Object.keys(rowOf(state, input, call).data.inlinePolicies).sort();
        const { items, ...page } = pageOf(names, (name) => name, input);
        return { ...page, PolicyNames: items };
      },
    }),

    [`Delete${label}Policy`]: operation<InlinePolicyInput>({
      input: inlinePolicy,
      resource,
      async run(state, input, call) {
        await change(state, input, call, (data) => {
          if (!Object.hasOwn(data.inlinePolicies, input.PolicyName)) {
            throw errors.noSuchInlinePolicy(type, input.PolicyName);
          }
          const { [input.PolicyName]: _removed, ...inlinePolicies } = data.inlinePolicies;
          return { ...data, inlinePolicies };
        });
      },
    }),
  };
}
