/** Which operation of which service a request is for: by `X-Amz-Target`, by the form's Action and Version, or by path. */
import { unknownOperation } from '../api/framework-errors.ts';
import { type Service, ServiceError } from '../base/service.ts';
import { parseQueryForm } from '../protocols/aws-query.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import type { Protocol, Target } from '../protocols/protocol.ts';
import { createRestRouter } from '../protocols/rest-router.ts';
import { indexWires, isServed, type ServedService, type WireService, wires } from './wire-services.ts';

/** Where a request goes, or in which protocol to refuse it. */
export interface Route {
  readonly service: ServedService;
  readonly protocol: Protocol;
  readonly target: Target | ServiceError;
}

/** Presigned requests of the query services come as a GET. */
const ACTION_IN_QUERY = /(^|&)Action=/;

/** Undefined when nothing tells even the service. */
export type Router = (request: HttpRequest) => Route | undefined;

export function createRouter(services: readonly Service[]): Router {
  const served = services.filter(isServed);
  const byTargetPrefix = indexWires(served, 'targetPrefix');
  const byVersion = indexWires(served, 'version');
  const restRouter = createRestRouter(served);

  function byTarget(header: string, request: HttpRequest): Route | undefined {
    const dot = header.indexOf('.');
    const wire = byTargetPrefix.get(header.slice(0, dot));
    if (wire === undefined) return undefined;
    if (!request.headers['content-type']?.startsWith('application/x-amz-json-')) {
      const message = `The content type of ${header} must be application/x-amz-json-1.0 or application/x-amz-json-1.1`;
      return routeTo(wire, new ServiceError('UnsupportedMediaTypeException', message, 415));
    }
    const name = header.slice(dot + 1);
    return routeTo(wire, operationOf(wire, name) ?? unknownOperation(wire.service.name, name));
  }

  function byForm(request: HttpRequest): Route | undefined {
    const anyQueryService = byVersion.values().next().value;
    try {
      const { action = '', version = '' } = parseQueryForm(request);
      const wire = byVersion.get(version) ?? anyQueryService;
      if (wire === undefined) return undefined;
      const unknown = new ServiceError('InvalidAction', `Could not find operation ${action} for version ${version}`);
      return routeTo(wire, (wire.version === version ? operationOf(wire, action) : undefined) ?? unknown);
    } catch (error) {
      if (anyQueryService === undefined || !(error instanceof ServiceError)) throw error;
      return routeTo(anyQueryService, error);
    }
  }

  return (request) => {
    if (request.method === 'POST') {
      const target = request.headers['x-amz-target'];
      if (target !== undefined) return byTarget(target, request);
      if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') && request.path === '/') {
        return byForm(request);
      }
    } else if (request.method === 'GET' && request.path === '/' && ACTION_IN_QUERY.test(request.query)) {
      return byForm(request);
    }
    const found = restRouter(request.method, request.path, request.query);
    return found && { service: found.service, protocol: wires[found.service.name].protocol, target: found.target };
  };
}

function operationOf({ service }: WireService, name: string): Target | undefined {
  if (!Object.hasOwn(service.operations, name)) return undefined;
  const operation = service.operations[name];
  return operation && { name, operation };
}

function routeTo({ service, protocol }: WireService, target: Target | ServiceError): Route {
  return { service, protocol, target };
}
