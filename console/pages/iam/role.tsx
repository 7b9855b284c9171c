/** A role: its ARN to copy, what it may do, and who may act as it. */
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { iamKeys, useRole } from '../../queries/iam.ts';
import { deleteRole } from '../../roles/delete-role.ts';
import { RolesToDelete } from '../../roles/roles-to-delete.tsx';
import { trustText } from '../../roles/trust.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { indentJson, JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { durationText, timestampText } from '../../ui/time.ts';
import { RolePermissions } from './role-permissions.tsx';

export default function Role() {
  const { name } = useParams({ strict: false }) as { readonly name: string };
  const role = useRole(name);
  const [asking, setAsking] = useState(false);
  const { iam } = useClients();
  const { succeed } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const trail = [
    { text: 'IAM', href: paths.iam },
    { text: 'Roles', href: paths.roles },
  ];
  if (role.error) {
    return (
      <Page title={name} trail={trail}>
        <Problem error={role.error} />
      </Page>
    );
  }
  const deleteThis = async () => {
    await deleteRole(iam, name);
    await queries.invalidateQueries({ queryKey: iamKeys.roles });
    succeed(`The role ${name} is deleted.`);
    router.history.push(paths.roles);
  };
  const { Arn = '', Description = '-', Path = '/', CreateDate, MaxSessionDuration = 3600 } = role.data ?? {};
  const trustPolicy = decodeURIComponent(role.data?.AssumeRolePolicyDocument ?? '{}');
  return (
    <Page title={name} trail={trail} actions={<Button onClick={() => setAsking(true)}>Delete role</Button>}>
      <Container header={<Header variant="h2">Summary</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Role ARN', value: <ArnText arn={Arn} label="role ARN" /> },
            { label: 'Role description', value: Description },
            { label: 'Trusted entities', value: trustText(role.data?.AssumeRolePolicyDocument) },
            { label: 'Path', value: Path },
            { label: 'Creation time', value: timestampText(CreateDate) },
            { label: 'Maximum session duration', value: durationText(MaxSessionDuration * 1000) },
          ]}
        />
      </Container>
      <Tabs
        tabs={[
          { id: 'permissions', label: 'Permissions', content: <RolePermissions roleName={name} /> },
          { id: 'trust', label: 'Trust relationships', content: <TrustPolicy roleName={name} policy={trustPolicy} /> },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title="Delete role"
          confirmText="Yes, Delete"
          onConfirm={deleteThis}
          onClose={() => setAsking(false)}
        >
          <RolesToDelete names={[name]} />
        </ConfirmDelete>
      )}
    </Page>
  );
}

function TrustPolicy({ roleName, policy }: { readonly roleName: string; readonly policy: string }) {
  const [edited, setEdited] = useState<string>();
  const { iam } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const save = async (PolicyDocument: string) => {
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument }));
    await queries.invalidateQueries({ queryKey: iamKeys.role(roleName) });
    setEdited(undefined);
    succeed('The trust policy is saved.');
  };
  if (edited === undefined) {
    return (
      <SpaceBetween size="s">
        <Button onClick={() => setEdited(indentJson(policy))}>Edit trust relationship</Button>
        <JsonView text={policy} label="trust policy" />
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="s">
      <JsonEditor label="Trust policy" value={edited} onChange={setEdited} heightPx={260} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={() => setEdited(undefined)}>
          Cancel
        </Button>
        <Button variant="primary" disabled={jsonProblem(edited) !== undefined} onClick={() => save(edited).catch(fail)}>
          Update trust policy
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
