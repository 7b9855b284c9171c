/** The wizard that makes a role: who may act as it, what it may do, and a last look. */
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import Wizard from '@cloudscape-design/components/wizard';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { iamKeys } from '../../queries/iam.ts';
import { SERVICE_ROLES } from '../../roles/service-role.ts';
import { Page } from '../../ui/page.tsx';
import { PermissionsStep } from './create-role-permissions.tsx';
import { ReviewStep } from './create-role-review.tsx';
import { TrustStep } from './create-role-trust.tsx';
import { INITIAL_ROLE, isComplete, type NewRole, nameProblem, trustPolicyOfNew } from './new-role.ts';

export default function CreateRole() {
  const [role, setRole] = useState<NewRole>(INITIAL_ROLE);
  const [step, setStep] = useState(0);
  const [checked, setChecked] = useState(false);
  const router = useRouter();
  const { create, busy } = useCreate();
  const set = (changed: Partial<NewRole>) => setRole({ ...role, ...changed });

  /** Choosing a service brings its policy and its description along, as the tutorial finds them. */
  const chooseTrust = (changed: Partial<NewRole>) => {
    const next = { ...role, ...changed };
    const { description, policyArns } = SERVICE_ROLES[next.service];
    setRole(
      next.entity === 'service' ? { ...next, description, policyArns } : { ...next, description: '', policyArns: [] },
    );
  };

  const submit = () => {
    setChecked(true);
    if (isComplete(role)) void create(role);
  };

  return (
    <Page
      title="Create role"
      trail={[
        { text: 'IAM', href: paths.iam },
        { text: 'Roles', href: paths.roles },
      ]}
    >
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={busy}
        submitButtonText="Create role"
        onCancel={() => router.history.push(paths.roles)}
        onNavigate={({ detail }) => {
          const leavesTrust = step === 0 && detail.requestedStepIndex > 0;
          if (leavesTrust && role.entity === 'account' && !/^\d{12}$/.test(role.account)) setChecked(true);
          else setStep(detail.requestedStepIndex);
        }}
        onSubmit={submit}
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          navigationAriaLabel: 'Steps',
          cancelButton: 'Cancel',
          previousButton: 'Previous',
          nextButton: ['Next: Permissions', 'Next: Review'][step] ?? 'Next',
        }}
        steps={[
          {
            title: 'Select type of trusted entity',
            content: <TrustStep role={role} onChange={chooseTrust} checked={checked} />,
          },
          {
            title: 'Attach permissions policies',
            isOptional: true,
            content: <PermissionsStep chosen={role.policyArns} onChange={(policyArns) => set({ policyArns })} />,
          },
          {
            title: 'Review',
            description: 'Provide the required information below and review this role before you create it.',
            content: (
              <ReviewStep
                role={role}
                onChange={set}
                problem={checked || role.name !== '' ? nameProblem(role.name) : undefined}
              />
            ),
          },
        ]}
      />
    </Page>
  );
}

function useCreate() {
  const [busy, setBusy] = useState(false);
  const { iam } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const create = async (role: NewRole) => {
    setBusy(true);
    try {
      await iam.send(
        new CreateRoleCommand({
          RoleName: role.name,
          ...(role.description === '' ? {} : { Description: role.description }),
          AssumeRolePolicyDocument: trustPolicyOfNew(role),
        }),
      );
      for (const PolicyArn of role.policyArns)
        await iam.send(new AttachRolePolicyCommand({ RoleName: role.name, PolicyArn }));
      await queries.invalidateQueries({ queryKey: iamKeys.roles });
      succeed(`The role ${role.name} has been created.`);
      router.history.push(paths.roles);
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  return { create, busy };
}
