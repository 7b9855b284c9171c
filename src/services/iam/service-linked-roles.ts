/** Service-linked roles: made from AWS's template for a service, and deleted by a task of their own. */
import { ResourceConflictError } from '../../store/resource-table.ts';
import { entityArn, type IamState, type RoleRow, roleNamed, rowName } from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { addRole, describeRole, roleResource, SESSION_SECONDS_DEFAULT } from './roles.ts';
import { type RoleTemplate, roleTemplates } from './service-linked-role-templates.ts';
import * as shapes from './shapes.ts';

interface CreateInput {
  readonly AWSServiceName: string;
  readonly Description?: string;
  readonly CustomSuffix?: string;
}

interface RoleInput {
  readonly RoleName: string;
}

interface TaskInput {
  readonly DeletionTaskId: string;
}

const { required, structure } = shapes;

export const serviceLinkedRoleOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateServiceLinkedRole: operation<CreateInput>({
    input: structure({
      AWSServiceName: { type: 'string', required: true, min: 1, max: 128, pattern: '[\\w+=,.@-]+' },
      Description: shapes.roleDescription,
      CustomSuffix: { type: 'string', min: 1, max: 64, pattern: '[\\w+=,.@-]+' },
    }),
    resource(_state, { AWSServiceName: service, CustomSuffix: suffix }, { account }) {
      const template = roleTemplates.get(service);
      return entityArn(account, 'role', pathOf(service), template === undefined ? '*' : roleNameOf(template, suffix));
    },
    context: ({ AWSServiceName }) => ({ 'iam:AWSServiceName': AWSServiceName }),
    async run(state, input, { account }) {
      const { AWSServiceName: service, CustomSuffix: suffix } = input;
      const template = roleTemplates.get(service);
      if (template === undefined) throw errors.noServiceRoleTemplate(service);
      if (suffix !== undefined && !template.allowsSuffix) throw errors.noSuffixAllowed(service);
      const name = roleNameOf(template, suffix);
      const description = input.Description ?? template.description;
      const row = await addRole(state, account, {
        name,
        path: pathOf(service),
        arn: entityArn(account, 'role', pathOf(service), name),
        trustPolicy: trustOf(service),
        ...(description && { description }),
        maxSessionSeconds: SESSION_SECONDS_DEFAULT,
        tags: [],
        inlinePolicies: {},
        attachedPolicies: [template.policyArn],
        linkedService: service,
      });
      if (row === undefined) throw errors.serviceRoleExists(name);
      return { Role: describeRole(row) };
    },
  }),

  DeleteServiceLinkedRole: operation<RoleInput>({
    input: structure({ RoleName: required(shapes.roleName) }),
    resource: roleResource,
    /** No service here uses such a role, so it goes at once. Recorded: asked again, AWS names the task of before. */
    async run(state, { RoleName }, { account }) {
      const finished = state.deletions.get(account, rowName(RoleName));
      if (finished !== undefined && state.roles.get(account, rowName(RoleName)) === undefined) {
        return { DeletionTaskId: finished.data.taskId };
      }
      const role = roleNamed(state, account, RoleName);
      if (role.data.linkedService === undefined) throw errors.notAServiceLinkedRole(RoleName);
      const taskId = `task${role.data.path}${role.data.name}/${state.random.uuid()}`;
      await rememberDeletion(state, role, taskId);
      await state.roles.remove(role);
      return { DeletionTaskId: taskId };
    },
  }),

  GetServiceLinkedRoleDeletionStatus: operation<TaskInput>({
    input: structure({ DeletionTaskId: { type: 'string', required: true, min: 1, max: 1000 } }),
    resource: (_state, { DeletionTaskId }, { account }) =>
      `arn:aws:iam::${account}:role/${DeletionTaskId.split('/').slice(1, -1).join('/')}`,
    async run(state, { DeletionTaskId: taskId }, { account }) {
      const known = state.deletions.list(account).some(({ data }) => data.taskId === taskId);
      if (!known) throw errors.noSuchDeletionTask(taskId);
      return { Status: 'SUCCEEDED' };
    },
  }),
};

function pathOf(service: string): string {
  return `/aws-service-role/${service}/`;
}

function roleNameOf({ roleName }: RoleTemplate, suffix: string | undefined): string {
  return suffix === undefined ? roleName : `${roleName}_${suffix}`;
}

function trustOf(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}

async function rememberDeletion(state: IamState, { scope, name }: RoleRow, taskId: string): Promise<void> {
  const earlier = state.deletions.get(scope, name);
  try {
    if (earlier !== undefined) await state.deletions.update(earlier, { taskId });
    else {
      const createdMs = state.clock.nowMs();
      await state.deletions.create({ scope, name, id: state.random.uuid(), createdMs, data: { taskId } });
    }
  } catch (error) {
    throw error instanceof ResourceConflictError ? errors.concurrentModification() : error;
  }
}
