/** AddPermission, RemovePermission, GetPolicy: who may invoke a function, a version or an alias beside those whose role lets them. */
import type { Random } from '../../base/random.ts';
import type { Operation } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { cannotFindAlias, functionNotFound, invalidParameterValue, noPolicyFound, nothingThere } from './errors.ts';
import { aliasOf, type FunctionData, LATEST, snapshotOf } from './function-data.ts';
import { isVersionNumber, type NamedFunction, permissionOn, qualified, resolveName } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { FUNCTION } from './functions.ts';
import { type Revision, withoutStatement, withStatement } from './policy-document.ts';
import { type StatementInput, statementOf } from './policy-statement.ts';
import type { PolicyData } from './qualified-settings.ts';
import * as shapes from './shapes.ts';

interface Deps {
  readonly functions: FunctionTable;
  readonly random: Random;
}

interface Revised {
  readonly RevisionId?: string;
}

const POLICY = `${FUNCTION}/policy`;
const string: Shape = { type: 'string' };
const statementId: Shape = { type: 'string', required: true, min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' };

function withPolicy(data: FunctionData, qualifier: string, policy: PolicyData | undefined): FunctionData {
  const { [qualifier]: _before, ...others } = data.policies ?? {};
  return { ...data, policies: policy === undefined ? others : { ...others, [qualifier]: policy } };
}

const revisionOf = (id: string | undefined): Revision => ({ id, source: 'GetPolicy' });

/** @throws ServiceError when the function has no such version or alias */
function checkQualifier(data: FunctionData, arn: string, qualifier: string | undefined): void {
  if (qualifier === undefined) return;
  if (qualifier === LATEST) throw invalidParameterValue('We currently do not support adding policies for $LATEST.');
  if (aliasOf(data, qualifier) !== undefined || snapshotOf(data, qualifier) !== undefined) return;
  const isAliasName = !isVersionNumber(qualifier) && !qualifier.includes('$');
  throw (isAliasName ? cannotFindAlias : functionNotFound)(qualified(arn, qualifier));
}

const addPermission = ({ functions, random }: Deps): Operation<NamedFunction & StatementInput & Revised> => ({
  input: shapes.structure({
    ...shapes.qualifiedFunction,
    StatementId: statementId,
    Action: { type: 'string', required: true, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
    Principal: { type: 'string', required: true, pattern: '[^\\s]+' },
    SourceArn: {
      type: 'string',
      pattern: 'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
    },
    SourceAccount: { type: 'string', max: 12, pattern: '\\d{12}' },
    EventSourceToken: { type: 'string', max: 256, pattern: '[a-zA-Z0-9._\\-]+' },
    PrincipalOrgID: { type: 'string', min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}' },
    FunctionUrlAuthType: { type: 'string', enum: ['NONE', 'AWS_IAM'] },
    InvokedViaFunctionUrl: { type: 'boolean' },
    RevisionId: string,
  }),
  rest: { method: 'POST', path: POLICY, status: 201, query: { Qualifier: 'Qualifier' } },
  permissions: permissionOn('lambda:AddPermission'),
  async run(input, call) {
    const { name, qualifier, arn } = resolveName(input, call);
    const row = functions.get(call, name);
    if (row === undefined) throw functionNotFound(arn);
    checkQualifier(row.data, arn, qualifier);
    const statement = statementOf(input, qualified(arn, qualifier));
    const changed = await functions.change(row, (data) => {
      checkQualifier(data, arn, qualifier);
      const policy = data.policies?.[qualifier ?? ''];
      const changes = { revision: revisionOf(input.RevisionId), random };
      return withPolicy(data, qualifier ?? '', withStatement(policy, statement, changes));
    });
    if (changed === undefined) throw functionNotFound(arn);
    return { Statement: JSON.stringify(statement) };
  },
});

const removePermission = ({
  functions,
  random,
}: Deps): Operation<NamedFunction & Revised & { StatementId: string }> => ({
  input: shapes.structure({ ...shapes.qualifiedFunction, StatementId: statementId, RevisionId: string }),
  rest: {
    method: 'DELETE',
    path: `${POLICY}/{StatementId}`,
    status: 204,
    query: { Qualifier: 'Qualifier', RevisionId: 'RevisionId' },
  },
  permissions: permissionOn('lambda:RemovePermission'),
  async run({ StatementId, RevisionId, ...input }, call) {
    const { name, qualifier, arn } = resolveName(input, call);
    const row = functions.get(call, name);
    if (row === undefined) throw noPolicyFound(arn);
    await functions.change(row, (data) => {
      checkQualifier(data, arn, qualifier);
      const policy = data.policies?.[qualifier ?? ''];
      const changes = { revision: revisionOf(RevisionId), random };
      return withPolicy(data, qualifier ?? '', withoutStatement(policy, StatementId, changes));
    });
    return {};
  },
});

const getPolicy = ({ functions }: Deps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: POLICY, status: 200, query: { Qualifier: 'Qualifier' } },
  permissions: permissionOn('lambda:GetPolicy'),
  async run(input, call) {
    const { name, qualifier = '' } = resolveName(input, call);
    const policy = functions.get(call, name)?.data.policies?.[qualifier];
    if (policy === undefined) throw nothingThere();
    return { Policy: policy.document, RevisionId: policy.revisionId };
  },
});

export function permissionOperations(deps: Deps): Record<string, Operation> {
  return {
    AddPermission: addPermission(deps),
    RemovePermission: removePermission(deps),
    GetPolicy: getPolicy(deps),
  };
}
