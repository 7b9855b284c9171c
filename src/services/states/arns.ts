/** The ARNs of Step Functions (states-api.md section 2). */
import { formatArn, parseArn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import { invalidArn } from './errors.ts';

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

/** @param ofChildren the ARN of the machine that the children run */
export function mapRunArnOf(ofChildren: string, id: string): string {
  return `${ofChildren.replace(':stateMachine:', ':mapRun:')}:${id}`;
}

/** The ARN of a version, given its number, or of an alias. */
export function qualifiedArn(machineArn: string, qualifier: string | number): string {
  return `${machineArn}:${qualifier}`;
}

/** The machine's ARN in that of a version or alias. */
export function unqualifiedArn(qualifiedArn: string): string {
  return qualifiedArn.slice(0, qualifiedArn.lastIndexOf(':'));
}

/** Undefined for what names no version: an alias is never all digits. */
export function versionNumber(qualifier: string | undefined): number | undefined {
  return qualifier !== undefined && /^[1-9]\d*$/.test(qualifier) ? Number(qualifier) : undefined;
}

/** @throws InvalidArn */
export function parseMachineArn(text: string): MachineArn {
  const { region, account, parts } = parseStatesArn(text, 'stateMachine');
  const [name = '', qualifier] = parts;
  if (name === '' || parts.length > 2) throw invalidArn(`Invalid ARN: ${text}`);
  return { region, account, name, ...(qualifier === undefined ? {} : { qualifier }) };
}

export function activityArn({ region, account }: Pick<Call, 'region' | 'account'>, name: string): string {
  return formatArn('states', region, account, `activity:${name}`);
}

export function isActivityArn(text: string): boolean {
  return parseArn(text)?.resource.startsWith('activity:') === true;
}

/** @throws InvalidArn */
export function parseActivityArn(text: string): Omit<MachineArn, 'qualifier'> {
  const { region, account, parts } = parseStatesArn(text, 'activity');
  const [name = ''] = parts;
  if (name === '' || parts.length > 1) throw invalidArn(`Invalid ARN: ${text}`);
  return { region, account, name };
}

/** @throws InvalidArn */
export function parseExecutionArn(text: string): ExecutionArn {
  const { parts } = parseStatesArn(text, 'execution');
  const [machineName = '', name = ''] = parts;
  if (machineName === '' || name === '' || parts.length > 2) throw invalidArn(`Invalid ARN: ${text}`);
  return { machineName, name };
}

/** @throws InvalidArn */
export function parseMapRunArn(text: string): { readonly id: string } {
  const { parts } = parseStatesArn(text, 'mapRun');
  const [label = '', id = ''] = parts;
  if (!label.includes('/') || id === '' || parts.length > 2) throw invalidArn(`Invalid ARN: ${text}`);
  return { id };
}

/** @throws InvalidArn */
export function parseVersionArn(text: string): MachineArn & { readonly version: number } {
  const arn = parseMachineArn(text);
  const version = versionNumber(arn.qualifier);
  if (version === undefined) throw invalidArn(`Invalid ARN: ${text}`);
  return { ...arn, version };
}

/** @throws InvalidArn */
export function parseAliasArn(text: string): MachineArn & { readonly alias: string } {
  const arn = parseMachineArn(text);
  const { qualifier } = arn;
  if (qualifier === undefined || /^\d+$/.test(qualifier)) throw invalidArn(`Invalid ARN: ${text}`);
  return { ...arn, alias: qualifier };
}

function parseStatesArn(text: string, type: string) {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'states') throw invalidArn(`Invalid ARN prefix: ${text}`);
  const [actualType = '', ...parts] = arn.resource.split(':');
  if (actualType !== type) throw invalidArn(`Resource type not valid in this context: ${actualType}`);
  return { region: arn.region, account: arn.account, parts };
}
