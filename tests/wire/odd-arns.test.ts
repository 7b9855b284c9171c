/** Odd ARNs and policy documents, at every operation that takes one: each is refused in words of its service, none is a defect. */
import {
  CloudWatchLogsClient,
  ListTagsForResourceCommand,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetPolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand as ListStatesTagsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const RUNS = 40;
const defects: unknown[] = [];
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const PASS = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';

let stepwell: RunningStepwell;
let iam: IAMClient;
let sts: STSClient;
let sfn: SFNClient;
let lambda: LambdaClient;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  stepwell = await startStepwell({ port: 0, onDefect: (error) => defects.push(error) });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: stepwell.url, region: 'us-east-1', credentials, maxAttempts: 1, disableHostPrefix: true };
  iam = new IAMClient(config);
  sts = new STSClient(config);
  sfn = new SFNClient(config);
  lambda = new LambdaClient(config);
  logs = new CloudWatchLogsClient(config);
  await iam.send(new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument: TRUST }));
});
afterAll(() => stepwell.close());

const part = fc.oneof(
  fc.constantFrom(
    'arn',
    'aws',
    'iam',
    'states',
    'lambda',
    'logs',
    'us-east-1',
    '',
    '*',
    '000000000000',
    '1',
    '::',
    '$',
  ),
  fc.constantFrom(
    'role/R',
    'policy/',
    'stateMachine:M',
    'execution:M:e',
    'function:f:$LATEST',
    'log-group:g:*',
    '/',
    '%41',
  ),
  fc.string({ maxLength: 8 }),
);
const oddArn = fc.array(part, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(':'));

const code = { ZipFile: new Uint8Array([80, 75, 5, 6, ...new Array<number>(18).fill(0)]) };

const takers: Readonly<Record<string, (arn: string) => Promise<unknown>>> = {
  GetPolicy: (PolicyArn) => iam.send(new GetPolicyCommand({ PolicyArn })),
  AttachRolePolicy: (PolicyArn) => iam.send(new AttachRolePolicyCommand({ RoleName: 'R', PolicyArn })),
  SimulatePrincipalPolicy: (arn) =>
    iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames: ['a:b'], ResourceArns: [arn] })),
  AssumeRole: (RoleArn) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })),
  CreateStateMachine: (roleArn) => sfn.send(new CreateStateMachineCommand({ name: 'M', definition: PASS, roleArn })),
  DescribeStateMachine: (stateMachineArn) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn })),
  StartExecution: (stateMachineArn) => sfn.send(new StartExecutionCommand({ stateMachineArn })),
  DescribeExecution: (executionArn) => sfn.send(new DescribeExecutionCommand({ executionArn })),
  DescribeActivity: (activityArn) => sfn.send(new DescribeActivityCommand({ activityArn })),
  DescribeMapRun: (mapRunArn) => sfn.send(new DescribeMapRunCommand({ mapRunArn })),
  'ListTagsForResource of Step Functions': (resourceArn) => sfn.send(new ListStatesTagsCommand({ resourceArn })),
  GetFunction: (FunctionName) => lambda.send(new GetFunctionCommand({ FunctionName })),
  Invoke: (FunctionName) => lambda.send(new InvokeCommand({ FunctionName })),
  'ListTags of Lambda': (Resource) => lambda.send(new ListTagsCommand({ Resource })),
  CreateFunction: (Role) =>
    lambda.send(
      new CreateFunctionCommand({ FunctionName: 'f', Runtime: 'nodejs22.x', Handler: 'i.h', Role, Code: code }),
    ),
  'ListTagsForResource of Logs': (resourceArn) => logs.send(new ListTagsForResourceCommand({ resourceArn })),
  StartLiveTail: (arn) => logs.send(new StartLiveTailCommand({ logGroupIdentifiers: [arn] })),
};

/** Answers of the server: what is wrong is wrong with the request. */
async function expectRefusal(attempt: Promise<unknown>): Promise<void> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason as { readonly $metadata?: { readonly httpStatusCode?: number } },
  );
  // The client itself refuses what makes no address.
  if (error?.$metadata?.httpStatusCode !== undefined) expect(error.$metadata.httpStatusCode).toBeLessThan(500);
  expect(defects).toEqual([]);
}

test.each(Object.entries(takers))('%s refuses odd ARNs', async (_name, take) => {
  await fc.assert(
    fc.asyncProperty(oddArn, (arn) => expectRefusal(take(arn))),
    { numRuns: RUNS },
  );
});

const oddDocument = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.json({ maxDepth: 4 }),
  fc
    .record(
      {
        Version: fc.constantFrom('2012-10-17', '2008-10-17', 'x'),
        Statement: fc.array(
          fc.record(
            {
              Effect: fc.constantFrom('Allow', 'Deny', 'Maybe'),
              Action: fc.oneof(fc.constantFrom('sts:AssumeRole', 's3:*', '*'), fc.string()),
              Resource: fc.oneof(fc.constantFrom('*'), oddArn),
              Principal: fc.oneof(fc.constant('*'), fc.record({ AWS: oddArn }), fc.record({ Service: fc.string() })),
              Condition: fc.dictionary(
                fc.constantFrom('StringLike', 'IpAddress', 'DateLessThan', 'ForAllValues:ArnLike', 'Nothing'),
                fc.dictionary(fc.constantFrom('aws:SourceIp', 'aws:CurrentTime', 'aws:PrincipalArn'), fc.string()),
              ),
            },
            { requiredKeys: ['Effect', 'Action'] },
          ),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['Statement'] },
    )
    .map((document) => JSON.stringify(document)),
);

let policies = 0;
const documentTakers: Readonly<Record<string, (document: string) => Promise<unknown>>> = {
  CreatePolicy: (PolicyDocument) => iam.send(new CreatePolicyCommand({ PolicyName: `p${policies++}`, PolicyDocument })),
  async PutRolePolicy(PolicyDocument) {
    await iam.send(new PutRolePolicyCommand({ RoleName: 'R', PolicyName: 'p', PolicyDocument }));
    // What was taken is evaluated, too.
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/R', RoleSessionName: 'session' }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const client = new IAMClient({ endpoint: stepwell.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    return client.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::000000000000:policy/p0' }));
  },
  async UpdateAssumeRolePolicy(PolicyDocument) {
    await iam.send(new CreateRoleCommand({ RoleName: 'Odd', AssumeRolePolicyDocument: TRUST })).catch(() => undefined);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'Odd', PolicyDocument }));
    const roleArn = 'arn:aws:iam::000000000000:role/Odd';
    return sfn.send(new CreateStateMachineCommand({ name: 'Odd', definition: PASS, roleArn }));
  },
};

test.each(Object.entries(documentTakers))('%s takes or refuses odd documents', async (_name, take) => {
  await fc.assert(
    fc.asyncProperty(oddDocument, (document) => expectRefusal(take(document))),
    { numRuns: RUNS },
  );
});
