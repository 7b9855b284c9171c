/** Adds the smallest permission that a refusal asked for to the role it was refused to. */
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useClients } from '../app/clients.ts';
import { iamKeys } from '../queries/iam.ts';
import { useChange } from '../ui/use-change.ts';

export interface AllowButtonProps {
  readonly role: string;
  /** `lambda:InvokeFunction` */
  readonly action: string;
  /** A policy document. */
  readonly policy: string;
}

export function AllowButton({ role, action, policy }: AllowButtonProps) {
  const { iam } = useClients();
  const change = useChange(iamKeys.role(role));
  const [isDone, setDone] = useState(false);
  // One of its own for each permission, so that each can be taken back alone.
  const PolicyName = `Allow-${action.replace(/[^\w+=,.@-]+/g, '-')}`;
  const allow = async () => {
    const command = new PutRolePolicyCommand({ RoleName: role, PolicyName, PolicyDocument: policy });
    await change(() => iam.send(command).then(() => setDone(true)), `${role} may now ${action}.`);
  };
  return (
    <Button disabled={isDone} onClick={allow}>
      {isDone ? 'Permission added' : 'Add this permission to the role'}
    </Button>
  );
}
