/** "Why not?": a refusal taken apart into who, what and on which resource, with the policy that would allow it. */
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { AllowButton } from '../access/allow-button.tsx';
import { DenialReason } from '../access/denial-reason.tsx';
import { paths } from '../app/paths.ts';
import { JsonView } from './json-view.tsx';

export interface Denial {
  readonly principalArn: string;
  readonly action: string;
  readonly resource: string;
}

/** AWS's message: `User: ARN is not authorized to perform: ACTION on resource: ARN because ...`. */
export function parseDenial(message: string): Denial | undefined {
  const match = /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(message);
  if (match === null) return undefined;
  return { principalArn: match[1]!, action: match[2]!, resource: match[3] ?? '*' };
}

/** `arn:aws:sts::0:assumed-role/ROLE/SESSION` -> `ROLE`. */
export function roleOfSession(principalArn: string): string | undefined {
  return /:assumed-role\/([^/]+)\//.exec(principalArn)?.[1];
}

export function DenialDetails({ denial }: { readonly denial: Denial }) {
  const role = roleOfSession(denial.principalArn);
  const statement = { Effect: 'Allow', Action: denial.action, Resource: denial.resource };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return (
    <SpaceBetween size="s">
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: 'Role',
            value: role === undefined ? denial.principalArn : <Link href={paths.role(role)}>{role}</Link>,
          },
          { label: 'Missing permission', value: denial.action },
          { label: 'On resource', value: denial.resource },
        ]}
      />
      <DenialReason action={denial.action} resource={denial.resource} />
      <Box variant="awsui-key-label">The smallest policy that would allow it</Box>
      <JsonView text={policy} label="Policy" />
      {role !== undefined && <AllowButton role={role} action={denial.action} policy={policy} />}
    </SpaceBetween>
  );
}
