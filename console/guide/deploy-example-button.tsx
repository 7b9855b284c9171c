/** The buttons that make the finished example, and that take away what the tutorial made. */
import Button from '@cloudscape-design/components/button';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../app/clients.ts';
import { useNotifications } from '../app/notifications.tsx';
import { paths } from '../app/paths.ts';
import { ConfirmDelete } from '../ui/confirm-delete.tsx';
import { FUNCTIONS, MACHINE_NAME, ROLES } from './call-center.ts';

export function DeployExample() {
  const [busy, setBusy] = useState(false);
  const clients = useClients();
  const router = useRouter();
  const queries = useQueryClient();
  const { succeed, fail } = useNotifications();
  const deploy = async () => {
    setBusy(true);
    try {
      const { deployExample } = await import('./deploy-example.ts');
      const arn = await deployExample(clients);
      await queries.invalidateQueries();
      succeed('The call center is deployed. Start an execution to see it at work.');
      router.history.push(paths.machine(arn));
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  return (
    <Button loading={busy} onClick={deploy}>
      Deploy the finished example
    </Button>
  );
}

export function DeleteExample() {
  const [asking, setAsking] = useState(false);
  const clients = useClients();
  const queries = useQueryClient();
  const { succeed } = useNotifications();
  const confirm = async () => {
    const { deleteExample } = await import('./delete-example.ts');
    await deleteExample(clients);
    await queries.invalidateQueries();
    succeed('What the tutorial made is deleted.');
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>Delete what this tutorial made</Button>
      {asking && (
        <ConfirmDelete
          title="Delete what this tutorial made?"
          confirmText="Delete everything"
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          The state machine {MACHINE_NAME} with its executions, the functions{' '}
          {FUNCTIONS.map(({ name }) => name).join(', ')}, and the roles {ROLES.map(({ name }) => name).join(' and ')}{' '}
          are deleted, as far as they exist.
        </ConfirmDelete>
      )}
    </>
  );
}
