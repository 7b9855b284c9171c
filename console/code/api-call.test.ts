import { describe, expect, test } from 'vitest';
import { CODE_KINDS } from './api-call.ts';

const start = {
  client: 'sfn',
  operation: 'StartExecution',
  input: { stateMachineArn: 'arn:aws:states:us-east-1:0:stateMachine:M', input: `{"who":"it's"}`, name: undefined },
};

describe('a call as code', () => {
  test('for the CLI: names with dashes, values a shell leaves alone', () => {
    expect(CODE_KINDS.cli.write(start)).toBe(
      [
        'aws stepfunctions start-execution \\',
        '  --state-machine-arn arn:aws:states:us-east-1:0:stateMachine:M \\',
        `  --input '{"who":"it'\\''s"}'`,
      ].join('\n'),
    );
  });

  test('for JavaScript: the client and the command of its package', () => {
    const text = CODE_KINDS.javascript.write(start);
    expect(text).toContain("import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';");
    expect(text).toContain(`  input: "{\\"who\\":\\"it's\\"}",`);
  });

  test('for Python: the method in snake case, its values as Python writes them', () => {
    const call = {
      client: 'lambda',
      operation: 'UpdateFunctionCode',
      input: { FunctionName: 'F', Publish: true, ZipFile: new Uint8Array([1]) },
    };
    expect(CODE_KINDS.python.write(call)).toBe(
      [
        'import boto3',
        '',
        "client = boto3.client('lambda')",
        'client.update_function_code(',
        '    FunctionName="F",',
        '    Publish=True,',
        "    ZipFile=open('package.zip', 'rb').read(),",
        ')',
      ].join('\n'),
    );
  });
});
