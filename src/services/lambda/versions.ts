/** PublishVersion and ListVersionsByFunction. */
import type { Operation } from '../../base/service.ts';
import { invalidParameterValue } from './errors.ts';
import { findLatest } from './find-function.ts';
import { base64Digest, LATEST, showConfiguration, showListed } from './function-data.ts';
import { type NamedFunction, permissionOn, qualified } from './function-name.ts';
import { FUNCTION, type FunctionDeps } from './functions.ts';
import { type PageInput, page, pageQuery, pageShapes, versionKey } from './page.ts';
import * as shapes from './shapes.ts';
import { checkRevision } from './updates.ts';

const VERSIONS = `${FUNCTION}/versions`;

interface PublishVersionInput extends NamedFunction {
  readonly CodeSha256?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
}

const publishVersion = ({ functions }: FunctionDeps): Operation<PublishVersionInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    CodeSha256: { type: 'string' },
    Description: { type: 'string', max: 256 },
    RevisionId: { type: 'string' },
  }),
  rest: { method: 'POST', path: VERSIONS, status: 201 },
  permissions: permissionOn('lambda:PublishVersion'),
  async run(input, call) {
    const { row, arn } = findLatest(functions, input, call);
    checkRevision(row, input.RevisionId);
    const current = base64Digest(row.data.code);
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== '' && input.CodeSha256 !== current) {
      throw invalidParameterValue(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const { version } = await functions.publish(row, arn, input.Description);
    return showConfiguration(row.name, version, qualified(arn, version.version));
  },
});

const listVersionsByFunction = ({ functions }: FunctionDeps): Operation<NamedFunction & PageInput> => ({
  input: shapes.structure({ ...shapes.namedFunction, ...pageShapes }),
  rest: { method: 'GET', path: VERSIONS, status: 200, query: pageQuery },
  permissions: permissionOn('lambda:ListVersionsByFunction'),
  async run(input, call) {
    const { row, arn } = findLatest(functions, input, call);
    const { items, NextMarker } = page([row.data, ...(row.data.versions ?? [])], input, versionKey);
    const Versions = items.map((snapshot) =>
      showListed(row.name, snapshot, qualified(arn, snapshot.version ?? LATEST)),
    );
    return { NextMarker, Versions };
  },
});

export function versionOperations(deps: FunctionDeps): Record<string, Operation> {
  return { PublishVersion: publishVersion(deps), ListVersionsByFunction: listVersionsByFunction(deps) };
}
