/** Credentials of a Task: the role it runs as instead of the state machine's, anew for each attempt. */
import { isJsonObject } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import { constant, type Evaluator, whenOk } from '../flow.ts';
import { queryFailure } from '../jsonata/failure.ts';
import { type Evaluated, runtimeFailure } from '../jsonpath/scope.ts';
import { readPayload } from '../parse/read-flow.ts';
import { readObject, report, type StateSource } from '../parse/state-source.ts';

/** The role's ARN; undefined without Credentials. */
export function readCredentials(source: StateSource): Evaluator<string | undefined> {
  const given = readObject(source, 'Credentials');
  if (given !== undefined && !('RoleArn' in given || 'RoleArn.$' in given)) {
    report(source, "The field 'RoleArn' is required but was missing", 'Credentials');
  }
  const credentials = readPayload(source, 'Credentials');
  if (credentials === undefined) return constant(undefined);
  return (scope) => whenOk(credentials(scope), (value) => roleArnOf(source, value));
}

function roleArnOf({ language }: StateSource, { value }: Payload): Evaluated<string> {
  const roleArn = isJsonObject(value) ? value['RoleArn'] : undefined;
  if (typeof roleArn === 'string') return { ok: true, value: roleArn };
  // GUESS: error and wording
  const cause = "The field 'RoleArn' of Credentials does not contain the ARN of a role.";
  return language === 'JSONata' ? queryFailure(cause, 'Credentials/RoleArn') : runtimeFailure(cause);
}
