/** The example policies of AWS's IAM user guide, with what the guide says they do. */
import { expect, test } from 'vitest';
import type { Principal } from '../../../base/service.ts';
import { compilePolicy } from './compile.ts';
import { evaluate } from './evaluate.ts';

const user: Principal = { type: 'user', arn: 'arn:aws:iam::123456789012:user/alice', account: '123456789012' };
const variable = (name: string) => `$\{${name}}`;

interface Example {
  /** As the guide's page is called. */
  readonly page: string;
  readonly statements: readonly object[];
  readonly kind?: 'identity' | 'trust' | 'resource';
  /** Action, resource, context, and the decision. */
  readonly asked: readonly (readonly [string, string, Readonly<Record<string, string | readonly string[]>>, string])[];
}

const INSTANCE = 'arn:aws:ec2:us-east-1:123456789012:instance/i-1';

const examples: readonly Example[] = [
  {
    page: 'Allows access based on date and time',
    statements: [
      {
        Effect: 'Allow',
        Action: 'service-prefix:action-name',
        Resource: '*',
        Condition: {
          DateGreaterThan: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' },
          DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' },
        },
      },
    ],
    asked: [
      ['service-prefix:action-name', '*', { 'aws:currenttime': '2020-05-01T12:00:00Z' }, 'allow'],
      ['service-prefix:action-name', '*', { 'aws:currenttime': '2020-07-01T00:00:00Z' }, 'none'],
      ['service-prefix:action-name', '*', {}, 'none'],
    ],
  },
  {
    page: 'Denies access to AWS based on the source IP',
    statements: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] },
          Bool: { 'aws:ViaAWSService': 'false' },
        },
      },
    ],
    asked: [
      ['s3:GetObject', '*', { 'aws:sourceip': '192.0.2.17', 'aws:viaawsservice': 'false' }, 'allow'],
      ['s3:GetObject', '*', { 'aws:sourceip': '198.51.100.1', 'aws:viaawsservice': 'false' }, 'deny'],
      ['s3:GetObject', '*', { 'aws:viaawsservice': 'true' }, 'allow'],
    ],
  },
  {
    page: 'Denies access to AWS based on the requested Region',
    statements: [
      {
        Effect: 'Deny',
        NotAction: ['cloudfront:*', 'iam:*', 'organizations:*', 'route53:*', 'support:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
      },
    ],
    asked: [
      ['ec2:RunInstances', '*', { 'aws:requestedregion': 'us-east-1' }, 'deny'],
      ['ec2:RunInstances', '*', { 'aws:requestedregion': 'eu-west-1' }, 'none'],
      ['iam:CreateUser', '*', { 'aws:requestedregion': 'us-east-1' }, 'none'],
    ],
  },
  {
    page: 'EC2: requires that the owner tag is the user name',
    statements: [
      {
        Effect: 'Allow',
        Action: ['ec2:StartInstances', 'ec2:StopInstances'],
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringEquals: { 'aws:ResourceTag/Owner': variable('aws:username') } },
      },
      { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
    ],
    asked: [
      ['ec2:StartInstances', INSTANCE, { 'aws:resourcetag/owner': 'alice', 'aws:username': 'alice' }, 'allow'],
      ['ec2:StartInstances', INSTANCE, { 'aws:resourcetag/owner': 'bob', 'aws:username': 'alice' }, 'none'],
      ['ec2:StartInstances', INSTANCE, { 'aws:resourcetag/owner': 'alice' }, 'none'],
      ['ec2:DescribeInstances', '*', {}, 'allow'],
    ],
  },
  {
    page: 'Controlling access to AWS resources using tags: keys that may be used',
    statements: [
      {
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: {
          StringEquals: { 'aws:RequestTag/environment': ['preprod', 'production'] },
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'environment' },
        },
      },
    ],
    asked: [
      ['ec2:CreateTags', INSTANCE, { 'aws:requesttag/environment': 'preprod', 'aws:tagkeys': 'environment' }, 'allow'],
      [
        'ec2:CreateTags',
        INSTANCE,
        { 'aws:requesttag/environment': 'preprod', 'aws:tagkeys': ['environment', 'cost-center'] },
        'none',
      ],
      ['ec2:CreateTags', INSTANCE, { 'aws:requesttag/environment': 'test', 'aws:tagkeys': 'environment' }, 'none'],
    ],
  },
  {
    page: 'Condition operators: Null',
    statements: [
      {
        Effect: 'Allow',
        Action: 'sqs:*',
        Resource: '*',
        Condition: { Null: { 'aws:TokenIssueTime': 'true' } },
      },
    ],
    asked: [
      ['sqs:SendMessage', '*', {}, 'allow'],
      ['sqs:SendMessage', '*', { 'aws:tokenissuetime': '2026-01-01T00:00:00Z' }, 'none'],
    ],
  },
  {
    page: 'Condition operators: IfExists',
    statements: [
      {
        Effect: 'Allow',
        Action: 'ec2:RunInstances',
        Resource: '*',
        Condition: { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } },
      },
    ],
    asked: [
      ['ec2:RunInstances', '*', { 'ec2:instancetype': 't2.micro' }, 'allow'],
      ['ec2:RunInstances', '*', { 'ec2:instancetype': 'c5.large' }, 'none'],
      ['ec2:RunInstances', '*', {}, 'allow'],
    ],
  },
  {
    page: 'Policy variables: a folder of one’s own, or a common one',
    statements: [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: `arn:aws:s3:::amzn-s3-demo-bucket/${variable("aws:PrincipalTag/team, 'company-wide'")}/*`,
      },
    ],
    asked: [
      ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/yellow/x', { 'aws:principaltag/team': 'yellow' }, 'allow'],
      [
        's3:GetObject',
        'arn:aws:s3:::amzn-s3-demo-bucket/company-wide/x',
        { 'aws:principaltag/team': 'yellow' },
        'none',
      ],
      ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/company-wide/x', {}, 'allow'],
    ],
  },
  {
    page: 'IAM: allows IAM users to rotate their own access keys',
    statements: [
      {
        Effect: 'Allow',
        Action: ['iam:*AccessKey*', 'iam:GetUser'],
        Resource: [`arn:aws:iam::*:user/${variable('aws:username')}`],
      },
    ],
    asked: [
      ['iam:CreateAccessKey', 'arn:aws:iam::123456789012:user/alice', { 'aws:username': 'alice' }, 'allow'],
      ['iam:ListAccessKeys', 'arn:aws:iam::123456789012:user/bob', { 'aws:username': 'alice' }, 'none'],
      ['iam:DeleteUser', 'arn:aws:iam::123456789012:user/alice', { 'aws:username': 'alice' }, 'none'],
    ],
  },
  {
    page: 'Grant a user permissions to pass a role to a service',
    statements: [
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::123456789012:role/EC2-roles-for-XYZ-*',
        Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
    ],
    asked: [
      [
        'iam:PassRole',
        'arn:aws:iam::123456789012:role/EC2-roles-for-XYZ-1',
        { 'iam:passedtoservice': 'ec2.amazonaws.com' },
        'allow',
      ],
      [
        'iam:PassRole',
        'arn:aws:iam::123456789012:role/EC2-roles-for-XYZ-1',
        { 'iam:passedtoservice': 'lambda.amazonaws.com' },
        'none',
      ],
      ['iam:PassRole', 'arn:aws:iam::123456789012:role/Admin', { 'iam:passedtoservice': 'ec2.amazonaws.com' }, 'none'],
    ],
  },
  {
    page: 'Access to AWS accounts owned by third parties: external ID',
    kind: 'trust',
    statements: [
      {
        Effect: 'Allow',
        Principal: { AWS: '123456789012' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '12345' } },
      },
    ],
    asked: [
      ['sts:AssumeRole', 'arn:aws:iam::999999999999:role/R', { 'sts:externalid': '12345' }, 'delegate'],
      ['sts:AssumeRole', 'arn:aws:iam::999999999999:role/R', { 'sts:externalid': '54321' }, 'none'],
      ['sts:AssumeRole', 'arn:aws:iam::999999999999:role/R', {}, 'none'],
    ],
  },
  {
    page: 'Restrict access to only HTTPS requests',
    kind: 'resource',
    statements: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::b/*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
    asked: [
      ['s3:GetObject', 'arn:aws:s3:::b/x', { 'aws:securetransport': 'true' }, 'allow'],
      ['s3:GetObject', 'arn:aws:s3:::b/x', { 'aws:securetransport': 'false' }, 'deny'],
    ],
  },
  {
    page: 'The confused deputy problem: aws:SourceArn and aws:SourceAccount',
    kind: 'resource',
    statements: [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sns:Publish',
        Resource: '*',
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:amzn-s3-demo-bucket' },
          StringEquals: { 'aws:SourceAccount': '123456789012' },
        },
      },
    ],
    asked: [
      [
        'sns:Publish',
        '*',
        { 'aws:sourcearn': 'arn:aws:s3:::amzn-s3-demo-bucket', 'aws:sourceaccount': '123456789012' },
        'allow',
      ],
      [
        'sns:Publish',
        '*',
        { 'aws:sourcearn': 'arn:aws:s3:::amzn-s3-demo-bucket', 'aws:sourceaccount': '111122223333' },
        'none',
      ],
      ['sns:Publish', '*', { 'aws:sourcearn': 'arn:aws:s3:::another', 'aws:sourceaccount': '123456789012' }, 'none'],
    ],
  },
  {
    page: 'NotPrincipal with Deny',
    kind: 'resource',
    statements: [
      {
        Effect: 'Deny',
        NotPrincipal: { AWS: ['arn:aws:iam::123456789012:user/bob', 'arn:aws:iam::123456789012:root'] },
        Action: 's3:*',
        Resource: '*',
      },
    ],
    asked: [['s3:GetObject', 'arn:aws:s3:::b/x', {}, 'none']],
  },
  {
    page: 'Revoking IAM role temporary security credentials',
    statements: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-01-01T00:00:00.000Z' } },
      },
    ],
    asked: [
      ['states:StartExecution', '*', { 'aws:tokenissuetime': '2025-12-31T23:00:00Z' }, 'deny'],
      ['states:StartExecution', '*', { 'aws:tokenissuetime': '2026-01-01T01:00:00Z' }, 'allow'],
      ['states:StartExecution', '*', {}, 'allow'],
    ],
  },
];

const cases = examples.flatMap(({ page, statements, kind = 'identity', asked }) =>
  asked.map(([action, resource, context, decision]) => ({
    ...{ page, action, resource, context, decision, kind },
    document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  })),
);

test.each(cases)(
  '$page: $action with $context is $decision',
  ({ document, kind, action, resource, context, decision }) => {
    const values: Readonly<Record<string, string | readonly string[] | undefined>> = context;
    const request = {
      principal: user,
      action: action.toLowerCase(),
      resource,
      context(key: string) {
        const value = values[key];
        return typeof value === 'string' ? [value] : value;
      },
    };
    expect(evaluate([compilePolicy(document, kind)], request)).toBe(decision);
  },
);
