/** TagResource, UntagResource and ListTags: of functions, the only resources there are. */
import { parseArn } from '../../base/arn.ts';
import { type Call, type Operation, type RestBinding, validationError } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { eventSourceMappingNotFound, functionNotFound, invalidParameterValue } from './errors.ts';
import type { FunctionRow } from './function-data.ts';
import { resolveName } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import * as shapes from './shapes.ts';

interface Deps {
  readonly functions: FunctionTable;
}

interface TaggedResource {
  readonly Resource: string;
}

type Tags = Readonly<Record<string, string>>;

const TAGS_MAX = 50;

export function checkTagCount(tags: Tags): void {
  if (Object.keys(tags).length > TAGS_MAX) throw invalidParameterValue('Number of tags exceeds resource tag limit.');
}

const RESOURCE_PATTERN =
  'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)';
const RESOURCE = new RegExp(`^(?:${RESOURCE_PATTERN})$`);
/** There are no mappings: whatever could be one's id is answered as AWS answers for one that is not there. */
const EVENT_SOURCE_MAPPING = /^arn:[^:]+:lambda:[^:]+:\d{12}:event-source-mapping:[0-9a-zA-Z-]+$/;

const resource: Shape = { type: 'string', required: true, min: 1, max: 256 };

const binding = (method: RestBinding['method'], status: number, query = {}): RestBinding => ({
  method,
  path: '/2017-03-31/tags/{Resource}',
  status,
  query,
});

const permissions = (action: string) => (input: TaggedResource) => [{ action, resource: input.Resource }];

function findTagged(functions: FunctionTable, arn: string, call: Call): FunctionRow {
  if (EVENT_SOURCE_MAPPING.test(arn)) throw eventSourceMappingNotFound(arn);
  if (!RESOURCE.test(arn)) {
    throw validationError(
      `1 validation error detected: Value '${arn}' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: ${RESOURCE_PATTERN}`,
    );
  }
  if (!parseArn(arn)?.resource.startsWith('function:')) throw functionNotFound(arn);
  const { name, qualifier } = resolveName({ FunctionName: arn }, call);
  if (qualifier !== undefined) {
    throw invalidParameterValue(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  const row = functions.get(call, name);
  if (row === undefined) throw functionNotFound(arn);
  return row;
}

const tagResource = ({ functions }: Deps): Operation<TaggedResource & { Tags: Tags }> => ({
  input: shapes.structure({ Resource: resource, Tags: { ...shapes.tagMap, required: true } }),
  rest: binding('POST', 204),
  permissions: permissions('lambda:TagResource'),
  async run({ Resource, Tags }, call) {
    const row = findTagged(functions, Resource, call);
    if (Object.keys(Tags).length === 0) {
      throw invalidParameterValue('An error occurred and the request cannot be processed.');
    }
    const tags = { ...row.data.tags, ...Tags };
    checkTagCount(tags);
    await functions.setTags(row, tags);
    return {};
  },
});

const untagResource = ({ functions }: Deps): Operation<TaggedResource & { TagKeys: readonly string[] }> => ({
  input: shapes.structure({
    Resource: resource,
    TagKeys: { type: 'list', required: true, member: { type: 'string', min: 1, max: 128 } },
  }),
  rest: binding('DELETE', 204, { tagKeys: 'TagKeys' }),
  permissions: permissions('lambda:UntagResource'),
  async run({ Resource, TagKeys }, call) {
    const row = findTagged(functions, Resource, call);
    const tags = Object.entries(row.data.tags).filter(([key]) => !TagKeys.includes(key));
    await functions.setTags(row, Object.fromEntries(tags));
    return {};
  },
});

const listTags = ({ functions }: Deps): Operation<TaggedResource> => ({
  input: shapes.structure({ Resource: resource }),
  rest: binding('GET', 200),
  permissions: permissions('lambda:ListTags'),
  run: async ({ Resource }, call) => ({ Tags: findTagged(functions, Resource, call).data.tags }),
});

export function tagOperations(deps: Deps): Record<string, Operation> {
  return { TagResource: tagResource(deps), UntagResource: untagResource(deps), ListTags: listTags(deps) };
}
