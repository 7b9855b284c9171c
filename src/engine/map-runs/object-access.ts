/** Who a Map Run is to object storage: its machine's role. */
import { parseArn } from '../../base/arn.ts';
import type { MachineRevision } from '../machine-source.ts';
import type { ObjectAccess } from './item-source.ts';

export function objectAccess({ machineArn, roleArn }: MachineRevision): ObjectAccess {
  const { region = '', account = '' } = parseArn(machineArn) ?? {};
  return { region, account, roleArn };
}
