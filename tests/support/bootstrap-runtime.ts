/** A runtime as people bring their own: an executable named `bootstrap` that speaks the Lambda Runtime API, written from its documentation. */

const RUNTIME = `#!/usr/bin/env python3
import http.client, json, os, sys

api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
BASE = '/2018-06-01/runtime/'

def post(path, body, headers={}):
    api.request('POST', BASE + path, body, headers)
    response = api.getresponse()
    return response.status, response.read()

def describe(error):
    return json.dumps({'errorMessage': str(error), 'errorType': type(error).__name__, 'stackTrace': []})

class Done(Exception): pass

try:
    handler = None
    exec(open('function.py').read())
except Exception as error:
    post('init/error', describe(error), {'Lambda-Runtime-Function-Error-Type': 'Runtime.InitError'})
    sys.exit(1)

while True:
    api.request('GET', BASE + 'invocation/next')
    response = api.getresponse()
    event = json.loads(response.read())
    request_id = response.headers['Lambda-Runtime-Aws-Request-Id']
    try:
        result = json.dumps(handler(event, response.headers))
    except Done:
        pass
    except Exception as error:
        headers = {'Lambda-Runtime-Function-Error-Type': 'Function.' + type(error).__name__}
        post('invocation/' + request_id + '/error', describe(error), headers)
    else:
        post('invocation/' + request_id + '/response', result)
`;

/** The files of a function whose `handler(event, headers)` is this Python. */
export function bootstrapFunction(code: string): Record<string, string> {
  return { bootstrap: RUNTIME, 'function.py': code };
}
