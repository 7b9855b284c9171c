/**
 * Event source mappings: there are none, since none of the services that Lambda would poll is here. Lists are empty, and what
 * would make one is refused.
 */
import type { Operation } from '../../base/service.ts';
import { nothingThere, notSupported } from './errors.ts';
import { type PageInput, pageQuery, pageShapes } from './page.ts';
import * as shapes from './shapes.ts';

const MAPPINGS = '/2015-03-31/event-source-mappings';
const MAPPING = `${MAPPINGS}/{UUID}`;

const named = shapes.structure({ UUID: { type: 'string', required: true } });

const create: Operation = {
  input: shapes.structure({ FunctionName: { type: 'string', required: true }, EventSourceArn: { type: 'string' } }),
  rest: { method: 'POST', path: MAPPINGS, status: 202 },
  unsupported: true,
  permissions: () => [{ action: 'lambda:CreateEventSourceMapping', resource: '*' }],
  async run() {
    throw notSupported('CreateEventSourceMapping', 'it has no queue, stream or broker for Lambda to poll');
  },
};

const list: Operation<PageInput> = {
  input: shapes.structure({ ...pageShapes, EventSourceArn: { type: 'string' }, FunctionName: { type: 'string' } }),
  rest: {
    method: 'GET',
    path: MAPPINGS,
    status: 200,
    query: { ...pageQuery, EventSourceArn: 'EventSourceArn', FunctionName: 'FunctionName' },
  },
  permissions: () => [{ action: 'lambda:ListEventSourceMappings', resource: '*' }],
  run: async () => ({ EventSourceMappings: [] }),
};

const onOne = (action: string, method: 'GET' | 'PUT' | 'DELETE', status: number): Operation => ({
  input: named,
  rest: { method, path: MAPPING, status },
  permissions: () => [{ action, resource: '*' }],
  async run() {
    throw nothingThere();
  },
});

export const eventSourceMappingOperations: Record<string, Operation> = {
  CreateEventSourceMapping: create,
  ListEventSourceMappings: list,
  GetEventSourceMapping: onOne('lambda:GetEventSourceMapping', 'GET', 200),
  UpdateEventSourceMapping: onOne('lambda:UpdateEventSourceMapping', 'PUT', 202),
  DeleteEventSourceMapping: onOne('lambda:DeleteEventSourceMapping', 'DELETE', 202),
};
