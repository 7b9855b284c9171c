/** The rates that AWS allows, asked for with `--quotas aws`. */
import { CreateActivityCommand, ListActivitiesCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

/** CreateActivity: 100 at once, one more a second. */
const CALLS_MAX = 1000;

test('calls that come faster than AWS allows are throttled, those of other operations are not', async () => {
  const world = await StatesUnderTest.start({ quotas: 'aws' });
  const calls = async () => {
    for (let i = 0; i < CALLS_MAX; i++) await world.sfn.send(new CreateActivityCommand({ name: 'a' }));
  };
  await expect(calls()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  await world.sfn.send(new ListActivitiesCommand({}));
  await world.close();
});

test('by default nothing is throttled', async () => {
  const world = await StatesUnderTest.start();
  for (let i = 0; i < 150; i++) await world.sfn.send(new CreateActivityCommand({ name: 'a' }));
  await world.close();
});
