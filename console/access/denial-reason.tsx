/** Why a refusal was one: the statements that deny, or that none allows, as Stepwell remembers it. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { JsonView } from '../ui/json-view.tsx';

export interface DenialReasonProps {
  readonly action: string;
  readonly resource: string;
}

const LOOKED_AT = 200;

export function DenialReason({ action, resource }: DenialReasonProps) {
  const { stepwell } = useClients();
  const { data } = useQuery({
    queryKey: ['stepwell', 'denials', action, resource],
    queryFn: () => stepwell.call('ListDenials', { maxResults: LOOKED_AT }),
    // Who may not list denials still sees who lacks what.
    retry: false,
  });
  const denial = data?.denials.find((one) => one.action === action && one.resource === resource);
  if (denial === undefined) return null;
  if (denial.deniedBy.length === 0) return <Box>No statement of any policy allows it ({times(denial.count)}).</Box>;
  return (
    <SpaceBetween size="xs">
      <Box>Denied explicitly ({times(denial.count)}), so that no other statement can allow it:</Box>
      {denial.deniedBy.map(({ policy, statement }) => (
        <div key={`${policy} ${statement}`}>
          <Box variant="awsui-key-label">{policy}</Box>
          <JsonView text={statement} label={`statement of ${policy}`} />
        </div>
      ))}
    </SpaceBetween>
  );
}

function times(count: number): string {
  return count === 1 ? 'refused once' : `refused ${count} times`;
}
