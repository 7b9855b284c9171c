/** How a service's requests and answers look on the wire: the client's side of the AWS protocols. */
import { XMLParser } from 'fast-xml-parser';
import { percentEncode } from '../../protocols/percent.ts';
import type { OperationName, ServiceName } from './operations.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error as the service names it. */
export interface WireError {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

interface WireFormat {
  request(operation: string, input: Readonly<Record<string, unknown>>): WireRequest;
  output(text: string, operation: string): unknown;
  error(text: string, headers: Headers): WireError;
}

type Route = readonly [method: string, path: string, query?: readonly string[]];

/** A path's `{FunctionName}` and the query are filled from the input; the rest of the input is the body. */
const LAMBDA_ROUTES: Readonly<Record<OperationName<'lambda'>, Route>> = {
  CreateFunction: ['POST', '/2015-03-31/functions'],
  GetFunctionConfiguration: ['GET', '/2015-03-31/functions/{FunctionName}/configuration'],
  UpdateFunctionCode: ['PUT', '/2015-03-31/functions/{FunctionName}/code'],
  UpdateFunctionConfiguration: ['PUT', '/2015-03-31/functions/{FunctionName}/configuration'],
  ListFunctions: ['GET', '/2015-03-31/functions', ['Marker']],
};

export const WIRE_FORMATS: Readonly<Record<ServiceName, WireFormat>> = {
  states: awsJson('1.0', 'AWSStepFunctions'),
  stepwell: awsJson('1.0', 'Stepwell'),
  logs: awsJson('1.1', 'Logs_20140328'),
  lambda: restJson(LAMBDA_ROUTES),
  iam: awsQuery('2010-05-08'),
  sts: awsQuery('2011-06-15'),
};

function awsJson(version: string, target: string): WireFormat {
  return {
    request: (operation, input) => ({
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
      body: JSON.stringify(input),
    }),
    output: jsonOf,
    error: jsonError,
  };
}

function restJson(routes: Readonly<Record<string, Route>>): WireFormat {
  return {
    request(operation, input) {
      const [method, template, queryMembers = []] = routes[operation]!;
      const rest = { ...input };
      const path = template.replace(/\{(\w+)\}/g, (_, member: string) => {
        const value = String(rest[member]);
        delete rest[member];
        return percentEncode(value);
      });
      const query = queryMembers
        .filter((member) => rest[member] !== undefined)
        .map((member) => `${member}=${percentEncode(String(rest[member]))}`)
        .join('&');
      const body = method === 'GET' ? '' : JSON.stringify(rest);
      return { method, path, query, headers: { 'content-type': 'application/json' }, body };
    },
    output: jsonOf,
    error: jsonError,
  };
}

/** Members are scalars in all operations that are used. */
function awsQuery(version: string): WireFormat {
  return {
    request: (operation, input) => ({
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: Object.entries({ Action: operation, Version: version, ...input })
        .map(([name, value]) => `${name}=${percentEncode(String(value))}`)
        .join('&'),
    }),
    output: (text, operation) => xml.parse(text)[`${operation}Response`]?.[`${operation}Result`] || {},
    error(text) {
      const error = xml.parse(text).ErrorResponse?.Error;
      return { code: error?.Code, message: error?.Message };
    },
  };
}

/** Everything stays text, and lists are lists with one member too. */
const xml = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'member' });

function jsonOf(text: string): unknown {
  return text === '' ? {} : JSON.parse(text);
}

/** The code stands in a header or in the body, alone or between a namespace and a URL (AWS restJson1 and awsJson specifications). */
function jsonError(text: string, headers: Headers): WireError {
  const body = jsonOf(text) as { readonly __type?: string; readonly message?: string; readonly Message?: string };
  const code = headers.get('x-amzn-errortype') ?? body.__type;
  return { code: code?.replace(/^.*#/, '').replace(/:.*$/, ''), message: body.message ?? body.Message };
}
