/** Throttle and Qualifiers: how many invocations may run at once, and which version is looked at. */
import {
  DeleteFunctionConcurrencyCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { lambdaKeys } from '../../queries/lambda.ts';

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

export function QualifiersMenu({ name }: { readonly name: string }) {
  const { lambda } = useClients();
  const { data = [] } = useQuery({
    queryKey: [...lambdaKeys.function(name), 'qualifiers'],
    queryFn: async () => {
      const [{ Versions = [] }, { Aliases = [] }] = await Promise.all([
        lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name })),
        lambda.send(new ListAliasesCommand({ FunctionName: name })),
      ]);
      const versions = Versions.map(({ Version = '' }) => ({
        id: `version ${Version}`,
        text: Version,
        disabled: true,
      }));
      const aliases = Aliases.map(({ Name = '', FunctionVersion = '' }) => ({
        id: `alias ${Name}`,
        text: `${Name}: version ${FunctionVersion}`,
        disabled: true,
      }));
      return [
        { id: 'versions', text: 'Versions', items: versions },
        ...(aliases.length === 0 ? [] : [{ id: 'aliases', text: 'Aliases', items: aliases }]),
      ];
    },
  });
  const only = [{ id: '$LATEST', text: '$LATEST', disabled: true }];
  return <ButtonDropdown items={data.length === 0 ? only : data}>Qualifiers</ButtonDropdown>;
}
