import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { ServiceError } from '../../base/service.ts';
import { errors } from './errors.ts';

type Make = (...values: readonly unknown[]) => ServiceError;

test.each(Object.entries(errors))('%s has a code that the SDK knows', (_, make) => {
  const { code, status } = (make as Make)('value', []);
  expect(status).toBe(400);
  expect(sdk).toHaveProperty(code);
});
