/** The policy of a function or of a layer version: a document of statements that come and go one by one. */
import type { Random } from '../../base/random.ts';
import { noPolicy, policyTooLong, statementExists, statementNotFound, wrongRevision } from './errors.ts';
import type { Statement } from './policy-statement.ts';
import type { PolicyData } from './qualified-settings.ts';

interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Id: 'default';
  readonly Statement: readonly Statement[];
}

export interface Revision {
  /** The one the caller has looked at; undefined when that does not matter. */
  readonly id: string | undefined;
  /** The operation that tells the right one. */
  readonly source: 'GetPolicy' | 'GetLayerPolicy';
}

/** AWS Lambda quotas: "Function resource-based policy". */
const POLICY_BYTES_MAX = 20 * 1024;

/** @throws ServiceError when there is such a statement, or the document would be too long */
export function withStatement(
  policy: PolicyData | undefined,
  statement: Statement,
  { revision, random }: { readonly revision: Revision; readonly random: Random },
): PolicyData {
  checkRevision(policy, revision);
  const statements = policy === undefined ? [] : statementsOf(policy);
  if (statements.some(({ Sid }) => Sid === statement.Sid)) throw statementExists(statement.Sid);
  const changed = policyOf([...statements, statement], random);
  if (Buffer.byteLength(changed.document) > POLICY_BYTES_MAX) throw policyTooLong(POLICY_BYTES_MAX);
  return changed;
}

/** Undefined when it was the last one. @throws ServiceError when there is no such statement */
export function withoutStatement(
  policy: PolicyData | undefined,
  sid: string,
  { revision, random }: { readonly revision: Revision; readonly random: Random },
): PolicyData | undefined {
  if (policy === undefined) throw noPolicy();
  const statements = statementsOf(policy);
  const rest = statements.filter(({ Sid }) => Sid !== sid);
  if (rest.length === statements.length) throw statementNotFound(sid);
  checkRevision(policy, revision);
  return rest.length === 0 ? undefined : policyOf(rest, random);
}

function checkRevision(policy: PolicyData | undefined, { id, source }: Revision): void {
  if (id !== undefined && id !== policy?.revisionId) throw wrongRevision(source);
}

function statementsOf(policy: PolicyData): readonly Statement[] {
  return (JSON.parse(policy.document) as PolicyDocument).Statement;
}

function policyOf(statements: readonly Statement[], random: Random): PolicyData {
  const document: PolicyDocument = { Version: '2012-10-17', Id: 'default', Statement: statements };
  return { document: JSON.stringify(document), revisionId: random.uuid() };
}
