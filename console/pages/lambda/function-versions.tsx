/** Throttle and Qualifiers: how many invocations may run at once, and which version is looked at. */
import {
  DeleteFunctionConcurrencyCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { lambdaKeys } from '../../queries/lambda.ts';
import { Problem } from '../../ui/problem.tsx';

export interface ThrottleButtonProps {
  readonly name: string;
  readonly reserved: number | undefined;
}

/** A reserved concurrency of 0 turns every invocation away. */
export function ThrottleButton({ name, reserved }: ThrottleButtonProps) {
  const { lambda } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const isThrottled = reserved === 0;
  const toggle = async () => {
    if (isThrottled) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
    else await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }));
    succeed(isThrottled ? `${name} may be invoked again.` : `${name} is throttled: every invocation is turned away.`);
    await queries.invalidateQueries({ queryKey: lambdaKeys.function(name) });
  };
  return <Button onClick={() => toggle().catch(fail)}>{isThrottled ? 'Stop throttling' : 'Throttle'}</Button>;
}

/** The versions and aliases there are; one looks at `$LATEST`, the only one that can be changed. */
export function QualifiersButton({ name }: { readonly name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Qualifiers</Button>
      {isOpen && (
        <Modal visible header="Qualifiers" closeAriaLabel="Close" onDismiss={() => setOpen(false)}>
          <Qualifiers name={name} />
        </Modal>
      )}
    </>
  );
}

function Qualifiers({ name }: { readonly name: string }) {
  const { lambda } = useClients();
  const { data, error } = useQuery({
    queryKey: [...lambdaKeys.function(name), 'qualifiers'],
    queryFn: async () => {
      const [{ Versions = [] }, { Aliases = [] }] = await Promise.all([
        lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name })),
        lambda.send(new ListAliasesCommand({ FunctionName: name })),
      ]);
      return { versions: Versions, aliases: Aliases };
    },
  });
  if (error) return <Problem error={error} />;
  return (
    <KeyValuePairs
      items={[
        { label: 'Versions', value: data?.versions.map(({ Version }) => Version).join(', ') ?? 'Loading' },
        {
          label: 'Aliases',
          value:
            data?.aliases.map(({ Name, FunctionVersion }) => `${Name}: version ${FunctionVersion}`).join(', ') ||
            'None',
        },
      ]}
    />
  );
}
