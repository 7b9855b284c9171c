/** What the ARNs in a call name: a state machine, one of its versions, or one of its aliases. */
import type { Call } from '../../base/service.ts';
import { type MachineArn, parseMachineArn, versionNumber } from './arns.ts';
import { DELETING } from './deletion.ts';
import { stateMachineDeleting, stateMachineDoesNotExist } from './errors.ts';
import { type AliasData, type MachineRow, type MachineStore, scopeOf, type VersionData } from './machine-store.ts';

export interface Found {
  readonly machine: MachineRow;
  readonly version?: VersionData;
  readonly alias?: AliasData;
}

/** The machine is looked for where the call is: another region's or account's does not exist here. */
export function machineAt(machines: MachineStore, arn: MachineArn, call: Call): MachineRow | undefined {
  if (arn.region !== call.region || arn.account !== call.account) return undefined;
  return machines.machines.get(scopeOf(call), arn.name);
}

/** The machine itself, not a version or alias of it. @throws InvalidArn, StateMachineDoesNotExist */
export function findMachine(machines: MachineStore, stateMachineArn: string, call: Call): MachineRow {
  const arn = parseMachineArn(stateMachineArn);
  const machine = machineAt(machines, arn, call);
  if (machine === undefined || arn.qualifier !== undefined) throw stateMachineDoesNotExist(stateMachineArn);
  return machine;
}

/** @throws InvalidArn, StateMachineDoesNotExist, StateMachineDeleting */
export function findActiveMachine(machines: MachineStore, stateMachineArn: string, call: Call): MachineRow {
  const machine = findMachine(machines, stateMachineArn, call);
  if (machine.status === DELETING) throw stateMachineDeleting(stateMachineArn);
  return machine;
}

/** @throws InvalidArn, StateMachineDoesNotExist, also when the machine exists and the version or alias does not */
export function findQualified(machines: MachineStore, stateMachineArn: string, call: Call): Found {
  const arn = parseMachineArn(stateMachineArn);
  const machine = machineAt(machines, arn, call);
  if (machine === undefined) throw stateMachineDoesNotExist(stateMachineArn);
  if (arn.qualifier === undefined) return { machine };
  const version = versionOf(machine, versionNumber(arn.qualifier));
  if (version !== undefined) return { machine, version };
  const alias = aliasOf(machine, arn.qualifier);
  if (alias === undefined) throw stateMachineDoesNotExist(stateMachineArn);
  return { machine, alias };
}

export function versionOf({ data }: MachineRow, number: number | undefined): VersionData | undefined {
  return data.versions.find((version) => version.number === number);
}

export function aliasOf({ data }: MachineRow, name: string): AliasData | undefined {
  return data.aliases.find((alias) => alias.name === name);
}
