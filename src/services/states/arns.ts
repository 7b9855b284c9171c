/** The ARNs of Step Functions (states-api.md section 2). */
import { formatArn, parseArn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import { invalidArn, stateMachineDoesNotExist } from './errors.ts';

export interface MachineArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Version number or alias name behind the machine's name. */
  readonly qualifier?: string;
}

export interface ExecutionArn {
  readonly machineName: string;
  readonly name: string;
}

export function machineArn({ region, account }: Pick<Call, 'region' | 'account'>, name: string): string {
  return formatArn('states', region, account, `stateMachine:${name}`);
}

export function executionArn(ofMachine: string, name: string): string {
  return `${ofMachine.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Executions of Express workflows may share their name, so each has an id of its own. */
export function expressArn(ofMachine: string, name: string, id: string): string {
  return `${ofMachine.replace(':stateMachine:', ':express:')}:${name}:${id}`;
}

/** The machine an execution belongs to, whether it still exists or not. */
export function machineArnOf(executionArn: string): string {
  return executionArn.slice(0, executionArn.lastIndexOf(':')).replace(':execution:', ':stateMachine:');
}

/** @throws InvalidArn */
export function parseMachineArn(text: string): MachineArn {
  const { region, account, parts } = parseStatesArn(text, 'stateMachine');
  const [name = '', qualifier] = parts;
  if (name === '' || parts.length > 2) throw invalidArn(`Invalid ARN: ${text}`);
  return { region, account, name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** @throws InvalidArn */
export function parseExecutionArn(text: string): ExecutionArn {
  const { parts } = parseStatesArn(text, 'execution');
  const [machineName = '', name = ''] = parts;
  if (machineName === '' || name === '' || parts.length > 2) throw invalidArn(`Invalid ARN: ${text}`);
  return { machineName, name };
}

function parseStatesArn(text: string, type: string) {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'states') throw invalidArn(`Invalid ARN prefix: ${text}`);
  const [actualType = '', ...parts] = arn.resource.split(':');
  if (actualType !== type) throw invalidArn(`Resource type not valid in this context: ${actualType}`);
  return { region: arn.region, account: arn.account, parts };
}

/** The machine is looked for where the call is: another region's or account's does not exist here. */
export function requireHere(arn: MachineArn, text: string, call: Call): void {
  if (arn.region !== call.region || arn.account !== call.account) throw stateMachineDoesNotExist(text);
}
