/** Random definitions for property tests: valid ones and ones that somebody is still typing. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../base/json.ts';

const NAMES = Array.from({ length: 14 }, (_, index) =>
  index % 5 === 4 ? `A state with a long name ${index}` : `S${index}`,
);

/** Some targets do not exist, some are the state itself or an earlier one. */
const target = fc.constantFrom(...NAMES, 'missing');
const resource = fc.constantFrom(
  'arn:aws:lambda:us-east-1:123456789012:function:Charge',
  'arn:aws:states:::dynamodb:putItem',
  '',
);
const onward = fc.oneof(
  { weight: 4, arbitrary: target.map((Next): JsonObject => ({ Next })) },
  { weight: 1, arbitrary: fc.constant<JsonObject>({ End: true }) },
);
const catchers = fc.array(
  fc.record({ ErrorEquals: fc.constantFrom(['States.ALL'], ['States.Timeout', 'Declined']), Next: target }),
  { maxLength: 2 },
);
const rule = fc.oneof(
  fc.record({ Variable: fc.constantFrom('$.a', '$.some.long.path[0]'), NumericEquals: fc.nat(99), Next: target }),
  fc.record({ Condition: fc.constant('{% $states.input.type = "PRIVATE" %}'), Next: target }),
);

function stateArbitrary(depth: number): fc.Arbitrary<Json> {
  const simple: fc.Arbitrary<Json>[] = [
    fc
      .tuple(resource, onward, catchers)
      .map(([Resource, next, Catch]) => ({ Type: 'Task', Resource, ...next, ...(Catch.length > 0 && { Catch }) })),
    fc.tuple(fc.constantFrom('Pass', 'Wait'), onward).map(([Type, next]) => ({ Type, ...next })),
    fc
      .record({ Choices: fc.array(rule, { maxLength: 5 }), Default: target })
      .map((choice) => ({ Type: 'Choice', ...choice })),
    fc.constantFrom<Json>({ Type: 'Succeed' }, { Type: 'Fail' }, {}, null, { Type: 7 }),
  ];
  if (depth === 0) return fc.oneof(...simple);
  const inner = scopeArbitrary(depth - 1, 5);
  const containers = [
    fc
      .tuple(fc.array(inner, { maxLength: 4 }), onward, catchers)
      .map(([Branches, next, Catch]): Json => ({ Type: 'Parallel', Branches, ...next, Catch })),
    fc
      .tuple(fc.constantFrom('ItemProcessor', 'Iterator'), inner, onward)
      .map(([field, scope, next]): Json => ({ Type: 'Map', [field]: scope, ...next })),
  ];
  return fc.oneof({ weight: 5, arbitrary: fc.oneof(...simple) }, { weight: 1, arbitrary: fc.oneof(...containers) });
}

function scopeArbitrary(depth: number, stateCountMax: number): fc.Arbitrary<Json> {
  const states = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), stateArbitrary(depth)), {
    selector: ([name]) => name,
    maxLength: stateCountMax,
  });
  return fc.record({ StartAt: target, States: states.map((entries) => Object.fromEntries(entries)) });
}

export const randomDefinition: fc.Arbitrary<Json> = scopeArbitrary(2, NAMES.length);

/** As people write them: a run of states with shortcuts ahead, a few Catchers, and now and then a way back. */
export const randomWorkflow: fc.Arbitrary<Json> = fc
  .array(fc.record({ kind: fc.nat(9), ahead: fc.integer({ min: 2, max: 4 }), goesBack: fc.nat(6) }), {
    minLength: 8,
    maxLength: 60,
  })
  .map((steps) => {
    const nameOf = (index: number) => `Step ${Math.min(index, steps.length - 1)}`;
    const stateOf = ({ kind, ahead, goesBack }: (typeof steps)[number], index: number): JsonObject => {
      if (index === steps.length - 1) return { Type: 'Succeed' };
      const Next = nameOf(index + 1);
      const shortcut = nameOf(index + ahead);
      if (kind < 3) {
        const back = goesBack === 0 && index > 2 ? [{ Variable: '$.again', Next: nameOf(index - 2) }] : [];
        return { Type: 'Choice', Choices: [{ Variable: '$.skip', Next: shortcut }, ...back], Default: Next };
      }
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: shortcut }];
      return {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Step',
        Next,
        ...(kind === 3 && { Catch }),
      };
    };
    return {
      StartAt: nameOf(0),
      States: Object.fromEntries(steps.map((step, index) => [nameOf(index), stateOf(step, index)])),
    };
  });
