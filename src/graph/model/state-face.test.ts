import { expect, test } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { iconOf, subtitleOf } from './state-face.ts';

test.each<[JsonObject, string, string]>([
  [
    { Type: 'Task', Resource: 'arn:aws:lambda:us-west-2:123456789012:function:Charge:live' },
    'Lambda: Charge:live',
    'function',
  ],
  [{ Type: 'Task', Resource: 'arn:aws:states:us-west-2:123456789012:activity:Review' }, 'Activity: Review', 'function'],
  [{ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }, 'lambda:invoke', 'service'],
  [{ Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync' }, 'ecs:runTask', 'service'],
  [{ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2' }, 'states:startExecution', 'service'],
  [{ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject' }, 's3:getObject', 'service'],
  [{ Type: 'Task', Resource: 'PLACEHOLDER' }, 'PLACEHOLDER', 'function'],
  [{ Type: 'Task' }, 'Task state', 'function'],
  [{ Type: 'Wait', Seconds: 5 }, 'Wait state', 'wait'],
  [{ Type: 'constructor' }, 'constructor state', 'unknown'],
  [{ Type: 5 }, 'No type yet', 'unknown'],
])('%j says "%s" beside the icon of a %s', (state, subtitle, icon) => {
  expect(subtitleOf(state)).toBe(subtitle);
  expect(iconOf(state)).toBe(icon);
});
