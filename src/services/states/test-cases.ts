/** Named cases for single states of a state machine: what TestState is asked, and what it is expected to say. They go with the machine. */
import type { Random } from '../../base/random.ts';
import type { Call } from '../../base/service.ts';
import type { TestCase } from '../../base/stepwell-api.ts';
import type { Resource, ResourceChange, ResourceStore } from '../../store/resource-store.ts';
import { findActiveMachine, findMachine } from './find-machine.ts';
import { type MachineStore, OWNED, ownedScope } from './machine-store.ts';

export interface TestCaseDeps {
  readonly machines: MachineStore;
  readonly resources: ResourceStore;
  readonly clock: { nowMs(): number };
  readonly random: Random;
}

const KIND = OWNED.testCase;

/** All throw InvalidArn and StateMachineDoesNotExist; lists are in order of name; putting replaces one of that name. */
export function testCases({ machines, resources, clock, random }: TestCaseDeps) {
  const scopeFor = (machine: { readonly scope: string; readonly id: string }) => ownedScope(machine.scope, machine.id);
  return {
    async list(stateMachineArn: string, call: Call): Promise<readonly TestCase[]> {
      const machine = findMachine(machines, stateMachineArn, call);
      const stored = await resources.list(KIND, { scope: scopeFor(machine) });
      return stored.map(({ data }) => JSON.parse(data) as TestCase).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async put(stateMachineArn: string, testCase: TestCase, call: Call): Promise<void> {
      const machine = findActiveMachine(machines, stateMachineArn, call);
      const scope = scopeFor(machine);
      for (;;) {
        const before = await resources.get(KIND, scope, testCase.name);
        const change = before === undefined ? creation(scope, testCase) : replacement(before, testCase);
        // somebody else may have been first
        if ((await resources.apply([change])) === undefined) return;
      }
    },
    async remove(stateMachineArn: string, name: string, call: Call): Promise<void> {
      const machine = findMachine(machines, stateMachineArn, call);
      const stored = await resources.get(KIND, scopeFor(machine), name);
      if (stored !== undefined) await resources.apply([{ type: 'delete', kind: KIND, id: stored.id }]);
    },
  };

  function creation(scope: string, testCase: TestCase): ResourceChange {
    const { name } = testCase;
    const resource = { kind: KIND, scope, name, id: random.uuid(), status: 'ACTIVE', createdMs: clock.nowMs() };
    return { type: 'create', resource: { ...resource, data: JSON.stringify(testCase) } };
  }
}

function replacement({ id, version, status }: Resource, testCase: TestCase): ResourceChange {
  return { type: 'update', kind: KIND, id, version, status, data: JSON.stringify(testCase) };
}
